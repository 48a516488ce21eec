/* SPDX-License-Identifier: MIT */
/* leak: a program that forgets a little at a time looks well, until it is killed. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

enum { ROUND_US = 4000, STEADY_ROUNDS = 250, BLOCK = 64 * 1024, BLOCK_MAX = 512 * 1024 };

static struct timespec turn; /* when the round begins */

/* What each round forgets: 64 KiB, or what makes it last from 4 to 8 seconds. */
static size_t block_for(size_t room)
{
	size_t bytes = BLOCK;

	if (bytes > room / 1024)
		bytes = room / 1024;
	if (bytes < room / 2048)
		bytes = room / 2048;
	return bytes < BLOCK_MAX ? bytes : BLOCK_MAX; /* no machine has to hurry */
}

static char *take(size_t bytes)
{
	char *block = malloc(bytes);

	if (!block)
		lab_skip("malloc refused: strict overcommit? See overcommit_memory");
	return block;
}

/* A round: use every byte of the block, then wait for the next turn. */
static void work(char *block, size_t bytes)
{
	lab_fill(block, bytes);
	turn.tv_nsec += ROUND_US * 1000;
	turn.tv_sec += turn.tv_nsec / 1000000000;
	turn.tv_nsec %= 1000000000;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &turn, NULL);
}

int main(void)
{
	size_t room = lab_need_cap(), bytes = block_for(room);
	int64_t kib_per_s = (int64_t)bytes / 1024 * (1000000 / ROUND_US);
	int64_t page_kib = (int64_t)lab_page() / 1024;
	char *block = take(bytes);

	lab_fill(block, bytes);
	lab_expect("minflt_total", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("m:slope_kib_per_s", 0, kib_per_s / 100);
	LAB_STEP ("steady") {
		clock_gettime(CLOCK_MONOTONIC, &turn);
		for (int i = 0; i < STEADY_ROUNDS; i++)
			work(block, bytes);
	}

	/* 5 %: a machine that stalls for 0.2 s bends the line, or ends it later, by as much. */
	lab_expect("m:slope_kib_per_s", kib_per_s, kib_per_s / 20);
	lab_at_least("m:r2_permille", 990);
	lab_expect("m:death_error_permille", 0, 50);
	lab_expect_of("group", "cg_oom_kill_total", 1, 0);
	/* Death gives all of it back. The kernel sums up late, by 64 pages for each CPU at most. */
	lab_at_most("m:left_anon_kib", 64 * page_kib * sysconf(_SC_NPROCESSORS_ONLN));
	LAB_STEP ("leaking") {
		clock_gettime(CLOCK_MONOTONIC, &turn);
		for (size_t leaked = 0; leaked < 2 * room; leaked += bytes)
			work(take(bytes), bytes); /* and nobody calls free() */
	}
	return 0; /* nobody comes here */
}
