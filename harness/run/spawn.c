/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lab/protocol.h"
#include "run/spawn.h"
#include "util/failed.h"
#include "util/file.h"
#include "util/inherited.h"
#include "util/owner.h"

/* What would change how malloc or the loader work: a lab starts from the same point everywhere. */
static void scrub_environment(void)
{
	static const char *const names[] = {"LD_PRELOAD", "LD_AUDIT", "GLIBC_TUNABLES",
					    WIRE_ASK_ENV};
	static const char prefix[] = "MALLOC_";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	for (char **var = environ; *var;) {
		char name[128];
		size_t len = strcspn(*var, "=");

		if (strncmp(*var, prefix, sizeof(prefix) - 1) != 0 || len >= sizeof(name)) {
			var++;
			continue;
		}
		memcpy(name, *var, len);
		name[len] = '\0';
		unsetenv(name);
	}
}

static void set_adj(int adj)
{
	char text[16];
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	snprintf(text, sizeof(text), "%d", adj);
	/* Lowering needs a right; what it is in the end stands in snapshots.csv. */
	(void)!write(fd, text, strlen(text));
	close(fd);
}

void spawn_shield(void)
{
	set_adj(-1000);
}

static void pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* The order matters: setresuid would clear the death signal; the limit of 1 (not 0) also keeps a
 * core from being piped to a handler. */
static int prepare_lab(const struct spawn *how, pid_t harness, int messages)
{
	const struct rlimit no_core = {1, 1};
	char where[64];
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	inherited_set_usual();
	/* Before the group: a page that the kernel frees on another CPU stays charged there for a
	 * while. */
	pin(how->cpu);
	/* Before anything else: what is allocated from here on is charged to the group. */
	if (how->procs >= 0 && write(how->procs, "0", 1) < 0)
		return errno;
	setsid();
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return errno;
	if (getppid() != harness)
		_exit(1);
	if (how->has_adj)
		set_adj(how->adj);
	setrlimit(RLIMIT_CORE, &no_core);
	if (how->thp_never)
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	scrub_environment();
	/* stdin empty; what it prints belongs beside the ledger, not in it */
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return errno;
	close(null);
	snprintf(where, sizeof(where), "%d:%d", harness, messages);
	if (fcntl(messages, F_SETFD, 0) < 0 || setenv(WIRE_ENV, where, 1) < 0)
		return errno;
	return 0;
}

static __attribute__((noreturn)) void become(const struct spawn *how, pid_t harness, int messages,
					     int started)
{
	int error = 0;

	/* First of all: it clears the death signal. */
	owner_files_as_before();
	if (how->lab)
		error = prepare_lab(how, harness, messages);
	else if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		error = errno;
	else
		inherited_hand_on();
	/* Twice: the first writes to a page that this process has not touched yet, a fault. */
	for (int i = 0; how->before && i < 2; i++)
		getrusage(RUSAGE_SELF, how->before);
	if (!error) {
		if (how->lab)
			execv(how->program, how->argv);
		else
			execvp(how->program, how->argv);
		error = errno;
	}
	(void)!write(started, &error, sizeof(error));
	_exit(127);
}

/* 0 or -errno; of no file 0. */
static int without_waiting(int fd)
{
	return fd >= 0 && fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ? failed(errno, "F_SETFL of fcntl(2)")
							     : 0;
}

int spawn(const struct spawn *how, struct child *out)
{
	const pid_t harness = getpid();
	int started[2] = {-1, -1}, messages[2] = {-1, -1}, error;
	pid_t pid = -1;

	*out = (struct child){-1, -1, -1};
	if (pipe2(started, O_CLOEXEC) < 0)
		return failed(errno, "pipe2(2)");
	if (how->lab && pipe2(messages, O_CLOEXEC) < 0) {
		error = failed(errno, "pipe2(2)");
		goto out;
	}
	/* Before there is anybody: a read that waits would wait for ever. */
	if ((error = without_waiting(started[0])) || (error = without_waiting(messages[0])))
		goto out;
	pid = fork();
	if (pid == 0)
		become(how, harness, messages[1], started[1]);
	error = pid < 0 ? failed(errno, "fork(2)") : 0;
out:
	close_fd(&started[1]);
	close_fd(&messages[1]);
	if (error) {
		close_fd(&started[0]);
		close_fd(&messages[0]);
		return error;
	}
	*out = (struct child){pid, started[0], messages[0]};
	return 0;
}

int spawn_outcome(const struct child *child)
{
	int error;
	ssize_t n = read(child->started, &error, sizeof(error));

	if (n == (ssize_t)sizeof(error))
		return error;
	return n == 0 ? 0 : -1;
}

void spawn_choose_cpus(int *lab, int *observer)
{
	cpu_set_t set;
	int found = 0;

	*lab = *observer = -1;
	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return;
	/* The last two: interrupts and other work gather on the first. */
	for (int cpu = CPU_SETSIZE - 1; cpu >= 0 && found < 2; cpu--)
		if (CPU_ISSET((size_t)cpu, &set))
			*(found++ == 0 ? lab : observer) = cpu;
}
