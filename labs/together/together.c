/* SPDX-License-Identifier: MIT */
/* together: a group may ask to die as a whole. Half of a program is worse than none. */
#include <stdlib.h>

#include "lab.h"

enum { WORKERS = 3 };

/* This process and its workers are one program; one of the workers leaks. */
int main(void)
{
	const size_t room = lab_need_cap();
	struct lab_child worker[WORKERS];

	for (int i = 0; i < WORKERS; i++) {
		worker[i] = lab_child("worker");
		if (!lab_child_take(worker[i], LAB_MIB))
			lab_skip("malloc refused: strict overcommit? See overcommit_memory");
	}

	/*
	 * Each one that the OOM killer kills counts: the worker that leaks, and this process, which
	 * does not. The other workers may be quicker: they end when this process does.
	 */
	lab_at_least_of("group", "cg_oom_kill_total", 2);
	LAB_STEP ("one-leaks") {
		for (size_t taken = 0; taken < 2 * room; taken += LAB_MIB)
			lab_child_take(worker[0], LAB_MIB);
	}
	return 0; /* nobody comes here */
}
