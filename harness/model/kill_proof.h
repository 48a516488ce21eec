/* SPDX-License-Identifier: MIT */
/*
 * kill_proof: whether a kill was the room's. Pure. Measured on 6.12 (v2) and 6.18 (v1): where the
 * room's own limit is hit, `oom` (v1: failcnt) rises in the room; where that of a group above is
 * hit, it rises there, and the room counts its victim's oom_kill all the same.
 */
#ifndef MODEL_KILL_PROOF_H
#define MODEL_KILL_PROOF_H

#include "cgroup/cap_hits.h"
#include "util/value.h"

enum kill_proof {
	KILL_NONE,
	KILL_PROVEN,  /* the room's limit was hit, and no other one that is seen */
	KILL_LIKELY,  /* nothing speaks against it, but not all that would prove it is known */
	KILL_OUTSIDE, /* the limit of a group above, or the machine's, was hit */
};

/* What rose in one step. */
struct kill_counts {
	int version;	    /* of the hierarchy */
	struct value kills; /* oom_kill of the room */
	struct cap_hits hits;
};

struct kill_counts kill_counts_of(int version, struct value kills, const struct cap_hits *before,
				  const struct cap_hits *after);
enum kill_proof kill_judge(const struct kill_counts *c);

/* How many OOM kills or hits were not for the room's limit: 0 when proven, unknown when likely. */
struct value kill_outside(const struct kill_counts *c);

/* The same judgement of a recorded step, from that number. */
enum kill_proof kill_recorded(struct value kills, struct value outside);

#endif
