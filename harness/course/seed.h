/* SPDX-License-Identifier: MIT */
/*
 * seed: numbers of one's own. From a student's id follow the size that a lab works with and the
 * room that a memory-limited lab gets, so that two students seldom have the same numbers, and a
 * teacher can tell whose they are. It is no proof of honesty: a CSV file is a text.
 */
#ifndef COURSE_SEED_H
#define COURSE_SEED_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/labconf.h"
#include "util/value.h"

/* How much a lab takes when no size is asked for. */
struct usual {
	struct value bytes;	 /* unknown: it has no size, or its program is not here */
	struct value unit_bytes; /* in whole ones of these; unknown: pages */
	struct value most_bytes; /* known: bytes is less where the machine has less room */
};

/* What a seed makes of a lab on a machine with such pages; unknown where the lab has none. */
struct seeded {
	struct value size_bytes;
	struct value limit_bytes;
	bool may_lack_room; /* the lab runs without it, too */
};

/* The lab's program says it, for this machine as if it had such pages (0: those it has). */
struct usual seed_ask(const char *root, const char *lab, int64_t page_bytes);

/*
 * Pure: what was usual where the run was made, as it says itself. A run that does not say, or says
 * what no run of this lab can, is held to the usual here.
 */
struct recorded;
struct usual seed_usual_of(const struct recorded *run, struct usual here);

/* Pure. */
struct seeded seed_of(const char *seed, const struct labconf *conf, struct usual usual,
		      int64_t page_bytes);

/*
 * The same for a recorded run, with the page size of its machine. False: its lab is not here, or
 * the run says too little.
 */
bool seed_of_run(const char *root, const struct recorded *run, const char *seed,
		 struct seeded *own);

/*
 * Pure: whether a recorded run has the numbers of that seed. False, with why filled. What this side
 * cannot tell (of a lab that is not here) is not held against it; what the run does not say, is.
 */
bool seed_fits(const struct recorded *run, const char *seed, struct seeded own, char *why,
	       size_t room);

/* Pure: what is expected of a seed, and this is not, marked by N_(). NULL: it is valid. */
const char *seed_wrong(const char *seed);

#endif
