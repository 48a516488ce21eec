/* SPDX-License-Identifier: MIT */
/* bench: what measuring costs, as ratios within one run. See DESIGN, section 8. */
#include <err.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "bench.h"
#include "run/spawn.h"
#include "bench_scratch.h"
#include "still.h"
#include "util/inherited.h"

static void find_build(char build[PATH_MAX])
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (len < 0)
		err(EX_OSERR, "/proc/self/exe");
	program[len] = '\0';
	strcpy(build, dirname(program));
}

/* Ratios within one run bear much, but a sampler without a CPU of its own comes late. */
static void note_load(void)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	double load;

	if (getloadavg(&load, 1) == 1 && load > (double)cpus / 2)
		printf("note: load %.1f on %ld CPUs: p99 gaps may differ for lack of a CPU\n", load,
		       cpus);
}

size_t bench_rounds(const struct bench *b, size_t full)
{
	return b->rounds && b->rounds < full ? b->rounds : full;
}

static int measure(struct bench *b)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	find_build(b->build);
	spawn_choose_cpus(&b->lab_cpu, &b->own_cpu);
	pin(b->own_cpu);
	note_load();
	table_begin();
	bench_step(b);
	bench_unseen(b);
	bench_series(b);
	bench_crowd(b);
	bench_tools(b);
	return table_end(&b->table) ? 0 : 1;
}

/* In a process of its own, so that however it ends, by Ctrl-C too, somebody is there to tidy up. */
static int measure_and_tidy(struct bench *b)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int code = measure(b);

		fflush(stdout);
		_exit(code);
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return EX_OSERR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	static struct bench b;

	inherited_replace();
	if (argc == 5 && strcmp(argv[1], "--touch") == 0)
		return touch_main(argv + 2);
	if (argc == 3 && strcmp(argv[1], "--rounds") == 0)
		b.rounds = strtoul(argv[2], NULL, 10);
	if (argc > 1 && !b.rounds) {
		fputs("usage: bench [--rounds N]\n", stderr);
		return EX_USAGE;
	}
	b.table.few = b.rounds > 0;
	if (bench_scratch_make(b.scratch) < 0)
		err(EX_CANTCREAT, "%s", b.scratch);
	int code = measure_and_tidy(&b);
	bench_scratch_remove(b.scratch);
	return code;
}
