/* SPDX-License-Identifier: MIT */
/* step: what one look costs beside only reading the same files. */
#include "contest.h"
#include "look.h"

enum { REPETITIONS = 101 };

void bench_step(struct bench *b)
{
	static struct look l;
	static struct contender c[] = {
		{.lap = look_raw, .self = &l},
		{.what = "step snapshot over raw pread of its files",
		 .lap = look_snapshot,
		 .self = &l,
		 .bound = {AT_MOST, 1.10, UNIT_TIMES}},
		{.what = "the same with its CSV rows",
		 .lap = look_recorded,
		 .self = &l,
		 .bound = {AT_MOST, 1.15, UNIT_TIMES}},
	};

	if (look_open(&l, b, CLOCK_THREAD_CPUTIME_ID) < 0) {
		table_skip(&b->table, c[1].what, "a process cannot be read here");
		return;
	}
	const size_t rounds = bench_rounds(b, REPETITIONS);

	contest_run(c, 3, rounds);
	contest_rows(&b->table, c, 3, rounds, OURS_IS_OTHER);
	look_close(&l);
}
