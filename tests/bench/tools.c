/* SPDX-License-Identifier: MIT */
/* tools: one look beside what people use to see the same, or as much of it as it can show. */
#include <signal.h>
#include <string.h>

#include "contest.h"
#include "look.h"
#include "tool.h"

enum { REPETITIONS = 9, FILES_MAX = 3 * OBSERVER_TEXTS };
enum { OURS, OURS_AS_PSUTIL, PSUTIL, CAT, PS, SHELL, SMEM, TOOLS };

static const char setup[] = "not here: scripts/setup bench";
static char path[FILES_MAX][PATH_MAX], pid[16];
static char *cat[FILES_MAX + 2] = {"cat"};
static char *shell[FILES_MAX + 5] = {"sh", "-c", "for file; do cat \"$file\"; done", "sh"};
static char *ps[] = {"ps", "-o", "pid=,comm=,vsz=,rss=,min_flt=,maj_flt=", "-p", pid, NULL};
/* It reads the processes of one user whose command matches: of all it can do, the least. */
static char *smem[] = {"smem", "-H", "-P", "bench", "-c", "pid vss rss pss swap", NULL};

static struct contender contenders[TOOLS] = {
	[OURS] = {.lap = look_snapshot, .why_not = "a process cannot be read here"},
	[OURS_AS_PSUTIL] = {.lap = look_snapshot,
			    .why_not = "a process cannot be read here",
			    .over = OURS_AS_PSUTIL},
	[PSUTIL] = {.what = "psutil over a snapshot of what it knows",
		    .over = OURS_AS_PSUTIL,
		    .lap = python_lap,
		    .why_not = setup,
		    .bound = {AT_LEAST, 2, UNIT_TIMES}},
	[CAT] = {.what = "one cat of its files over a step snapshot",
		 .lap = tool_lap,
		 .self = cat,
		 .why_not = setup,
		 .bound = {AT_LEAST, 15, UNIT_TIMES}},
	[PS] = {.what = "ps -o over a step snapshot",
		.lap = tool_lap,
		.self = ps,
		.why_not = setup,
		.bound = {AT_LEAST, 50, UNIT_TIMES}},
	[SHELL] = {.what = "a shell loop of cats over a step snapshot",
		   .lap = tool_lap,
		   .self = shell,
		   .why_not = setup,
		   .bound = {AT_LEAST, 100, UNIT_TIMES}},
	[SMEM] = {.what = "smem over a step snapshot",
		  .lap = tool_lap,
		  .self = smem,
		  .why_not = setup,
		  .bound = {AT_LEAST, 400, UNIT_TIMES}},
};

static void name_files(const struct look *l)
{
	const size_t count = look_paths(l, path, FILES_MAX);

	for (size_t i = 0; i < count; i++) {
		cat[i + 1] = path[i];
		shell[i + 4] = path[i];
	}
	format(pid, sizeof(pid), "%d", l->pid);
}

void bench_tools(struct bench *b)
{
	static struct look l, as_psutil;
	struct python python = {-1, NULL, NULL};
	const size_t rounds = bench_rounds(b, REPETITIONS);

	if (look_open(&l, b, CLOCK_MONOTONIC) < 0 ||
	    look_open(&as_psutil, b, CLOCK_MONOTONIC) < 0) {
		table_skip(&b->table, "what people use", contenders[OURS].why_not);
		return;
	}
	look_as_psutil(&as_psutil);
	/* A python that died shows as a lap that failed, not as our death. */
	signal(SIGPIPE, SIG_IGN);
	name_files(&l);
	python_open(&python, as_psutil.pid);
	contenders[OURS].self = &l;
	contenders[OURS_AS_PSUTIL].self = &as_psutil;
	contenders[PSUTIL].self = &python;
	contest_run(contenders, TOOLS, rounds);
	contest_rows(&b->table, contenders, TOOLS, rounds, OURS_IS_FIRST);
	python_close(&python);
	look_close(&as_psutil);
	look_close(&l);
}
