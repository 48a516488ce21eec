/* SPDX-License-Identifier: MIT */
/*
 * cap_promise: how large a room may be, so that only the room can run out. Half of what is left
 * where it is least: in the machine, and in each group above the room that has a limit. What other
 * rooms of Pagelab were promised and have not taken yet counts as taken.
 */
#ifndef CGROUP_CAP_PROMISE_H
#define CGROUP_CAP_PROMISE_H

#include "kernel/group.h"
#include "kernel/roots.h"
#include "util/value.h"

struct promise {
	struct value most; /* bytes; unknown: nothing that is known bounds it */
	/* The bound that leaves least. */
	bool is_machine;
	char folder[PATH_MAX]; /* else: of that group */
	const char *file;      /* and its limit, "memory.max" */
	int64_t limit, used;   /* bytes; of the machine: what is available, and 0 */
	int64_t promised;      /* to other rooms, and not taken */
};

/*
 * For a room in parent, which may swap. room is the folder of one that is there and is to change,
 * or NULL: what it has taken is its own.
 */
void promise_find(const struct roots *roots, const struct group *parent, bool swaps,
		  const char *room, struct promise *out);

/* True when a room of so many bytes fits as soon as the other rooms are gone. */
bool promise_waits(const struct roots *roots, const struct promise *p, int64_t bytes);

/* What the limit would have to be for a room of so many bytes, when a little more is used then. */
int64_t promise_wanted_limit(const struct promise *p, int64_t bytes);

/* Bytes promised to the rooms beneath folder whose owners live, and not taken by them; not room. */
int64_t promise_others(const struct roots *roots, const struct group *folder, const char *room);

/*
 * One promise at a time on this machine: else forty that begin together see the same memory. A
 * lock on the tree's top, to be closed; −1 when somebody holds it for too long.
 */
int promise_lock(const struct group *parent);

#endif
