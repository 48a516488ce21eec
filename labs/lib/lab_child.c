/* SPDX-License-Identifier: MIT */
/* lab_child: a child that takes memory when it is told to, for labs in which several share it. */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

/* It waits in read(2), which no SIGCONT of the harness interrupts, for how much to take. */
static __attribute__((noreturn)) void obey(int line)
{
	size_t bytes;

	while (read(line, &bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes)) {
		char *block = malloc(bytes);

		if (!block)
			_exit(EXIT_FAILURE);
		lab_fill(block, bytes);
		if (write(line, "", 1) != 1)
			break;
	}
	_exit(EXIT_SUCCESS);
}

struct lab_child lab_child(const char *role)
{
	int line[2];

	/* A socket is not charged to the group as the pages of a pipe are, and gives no SIGPIPE. */
	lab_pair(SOCK_SEQPACKET, line);
	const struct lab_child child = {lab_fork(role), line[0]};
	if (child.pid == 0) {
		close(line[0]);
		obey(line[1]);
	}
	/* Only the child has this end now: when it dies we read the end of the file. */
	close(line[1]);
	return child;
}

bool lab_child_take(struct lab_child child, size_t bytes)
{
	char answer;

	return send(child.line, &bytes, sizeof(bytes), MSG_NOSIGNAL) == (ssize_t)sizeof(bytes) &&
	       read(child.line, &answer, 1) == 1;
}

int lab_child_end(struct lab_child child)
{
	int status = 0;

	/* Not close alone: a younger child has our end too. */
	shutdown(child.line, SHUT_RDWR);
	close(child.line);
	waitpid(child.pid, &status, 0);
	return status;
}
