/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "answer.h"

bool answer_read(char *out, size_t room)
{
	sigset_t interrupts, before;
	size_t len = 0;
	ssize_t n;
	char c = '\0';

	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGTERM);
	sigaddset(&interrupts, SIGHUP);
	/* They may end us at once: the lab dies with us, and the folder stays .partial. */
	sigprocmask(SIG_UNBLOCK, &interrupts, &before);
	while (((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') || (n < 0 && errno == EINTR))
		if (n == 1 && len + 1 < room)
			out[len++] = c;
	sigprocmask(SIG_SETMASK, &before, NULL);
	out[len] = '\0';
	return n == 1 || len > 0;
}
