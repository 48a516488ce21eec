/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "still.h"

void pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static __attribute__((noreturn)) void be_still(size_t bytes, int cpu, pid_t parent, int ready)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	pin(cpu);
	char *volatile memory = malloc(bytes);
	if (memory)
		memset(memory, 1, bytes);
	close(ready);
	for (;;)
		pause();
}

int still_start(pid_t *pid, size_t count, size_t bytes, int cpu)
{
	const pid_t parent = getpid();
	int ready[2];
	char none;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return -errno;
	for (size_t i = 0; i < count; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			be_still(bytes, cpu, parent, ready[1]);
		if (pid[i] < 0) {
			int error = -errno;

			close(ready[0]);
			close(ready[1]);
			still_end(pid, i);
			return error;
		}
	}
	/* The end of the file: each has closed its end, and so is still. */
	close(ready[1]);
	while (read(ready[0], &none, 1) < 0 && errno == EINTR)
		;
	close(ready[0]);
	return 0;
}

void still_end(const pid_t *pid, size_t count)
{
	for (size_t i = 0; i < count; i++)
		kill(pid[i], SIGKILL);
	for (size_t i = 0; i < count; i++)
		waitpid(pid[i], NULL, 0);
}
