/* SPDX-License-Identifier: MIT */
/*
 * group_bounds: the limits that hold in a group and above it, and what is used of each. Reads only.
 * Sources: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst.
 */
#ifndef KERNEL_GROUP_BOUNDS_H
#define KERNEL_GROUP_BOUNDS_H

#include "kernel/group.h"

/* One limit of one group, in bytes. */
struct group_bound {
	const struct group *group;
	const char *file; /* "memory.max", "memory.high", "memory.limit_in_bytes", … */
	int64_t limit;
	/* What cannot be had again: without the file pages that reclaim gives up first. Unknown
	 * where the group does not tell. */
	struct value used;
	bool is_swap; /* it limits swap alone: it counts for a program that may swap */
};

/* Which groups' limits are asked for: a process's own group and all above it, or all that bound a
 * new group in this one: on v1, none behind one whose use_hierarchy is 0. */
enum group_bounds_of { BOUNDS_OF_MEMBER, BOUNDS_OF_CHILD };

/* Calls take for each limit, from the group up to the mount point. */
void group_each_bound(const struct group *group, enum group_bounds_of of,
		      void (*take)(void *self, const struct group_bound *bound), void *self);

/* Moves to the group above. False at the mount point; then nothing was moved. */
bool group_up(struct group *group);

/* A number of a file of the group; of a text "KEY NUMBER" a line, the one behind the key. */
struct value group_number(const struct group *group, const char *file);
struct value group_keyed(const struct group *group, const char *file, const char *key);

bool group_has(const struct group *group, const char *file);

/* Bytes of file pages that reclaim can give up: clean or not, but no tmpfs. */
struct value group_reclaimable(const struct group *group);

#endif
