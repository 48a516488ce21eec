/* SPDX-License-Identifier: MIT */
/* contest: several ways of doing one thing, timed in turn, so that noise meets all of them. */
#ifndef CONTEST_H
#define CONTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "table.h"

enum { CONTEST_MAX = 128 };

struct contender {
	const char *what;
	double (*lap)(void *self); /* nanoseconds of one call, or negative: it failed */
	void *self;
	const char *why_not; /* shown when it failed */
	struct bound bound;  /* of its ratio to another */
	size_t over;	     /* which other; of itself: it has no row */
	/* out */
	bool failed;
	double ns[CONTEST_MAX]; /* of each repetition */
};

/* One lap of each to warm up, then so many of each (at most CONTEST_MAX) in turn. */
void contest_run(struct contender *c, size_t count, size_t repetitions);

/*
 * The time of one call, from a loop of calls. CLOCK_THREAD_CPUTIME_ID leaves out what others took
 * from our CPU, for contests of code against code; beside other programs, which sleep and wait,
 * only CLOCK_MONOTONIC is fair.
 */
double contest_time(clockid_t clock, void (*call)(void *self), void *self, int calls);

/*
 * A row for each that is not the first of its pair. The ratio is its time over that of the one it
 * is compared to; ours tells which of the two is shown as ours.
 */
enum ours { OURS_IS_FIRST, OURS_IS_OTHER };
void contest_rows(struct table *t, const struct contender *c, size_t count, size_t repetitions,
		  enum ours ours);

#endif
