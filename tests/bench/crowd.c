/* SPDX-License-Identifier: MIT */
/* crowd: one round over many processes beside as many reads of one of them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench.h"
#include "contest.h"
#include "kernel/sample.h"
#include "still.h"

enum { CROWD = 1000, ROOM = 64 * 1024, REPETITIONS = 31, FILES_EACH = 2, FILES_MORE = 64 };

struct crowd {
	pid_t pid[CROWD];
	struct sampler sampler[CROWD];
	size_t count;
};

static void one_round(void *self)
{
	struct crowd *c = self;
	struct sample sample;

	for (size_t i = 0; i < c->count; i++)
		sampler_read(&c->sampler[i], &sample);
}

/* The one in the middle: no different from the others. */
static void one_again(void *self)
{
	struct crowd *c = self;
	struct sample sample;

	for (size_t i = 0; i < c->count; i++)
		sampler_read(&c->sampler[c->count / 2], &sample);
}

static double lap_round(void *self)
{
	return contest_time(CLOCK_THREAD_CPUTIME_ID, one_round, self, 1);
}

static double lap_again(void *self)
{
	return contest_time(CLOCK_THREAD_CPUTIME_ID, one_again, self, 1);
}

static void measure(struct bench *b, struct crowd *crowd, size_t count, struct bound bound)
{
	static struct contender c[2];
	const size_t rounds = bench_rounds(b, REPETITIONS);
	char what[64];

	snprintf(what, sizeof(what), "%zu processes over %zu reads of one", count, count);
	crowd->count = count;
	c[0] = (struct contender){.lap = lap_again, .self = crowd};
	c[1] = (struct contender){.what = what, .lap = lap_round, .self = crowd, .bound = bound};
	contest_run(c, 2, rounds);
	contest_rows(&b->table, c, 2, rounds, OURS_IS_OTHER);
}

static bool may_open(rlim_t files)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_max < files)
		return false;
	limit.rlim_cur = limit.rlim_cur < files ? files : limit.rlim_cur;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* Those that could be opened: all, or the run says so. */
static bool open_all(struct crowd *c)
{
	for (size_t i = 0; i < CROWD; i++)
		if (sampler_open(&c->sampler[i], &system_roots, c->pid[i], NULL, false) < 0) {
			while (i-- > 0)
				sampler_close(&c->sampler[i]);
			return false;
		}
	return true;
}

void bench_crowd(struct bench *b)
{
	static struct crowd c;
	const char *why_not = NULL;

	if (!may_open(FILES_EACH * CROWD + FILES_MORE))
		why_not = "fewer than 2064 open files allowed: ulimit -Hn";
	else if (still_start(c.pid, CROWD, ROOM, b->lab_cpu) < 0)
		why_not = "1000 processes cannot be started: ulimit -u";
	if (why_not) {
		table_skip(&b->table, "100 and 1000 processes", why_not);
		return;
	}
	if (open_all(&c)) {
		measure(b, &c, 100, (struct bound){AT_MOST, 1.3, UNIT_TIMES});
		measure(b, &c, CROWD, (struct bound){AT_MOST, 1.8, UNIT_TIMES});
		for (size_t i = 0; i < CROWD; i++)
			sampler_close(&c.sampler[i]);
	} else {
		table_skip(&b->table, "100 and 1000 processes", "they cannot be read here");
	}
	still_end(c.pid, CROWD);
}
