/* SPDX-License-Identifier: MIT */
/* What the parts of cap share. */
#ifndef CGROUP_CAP_INTERNAL_H
#define CGROUP_CAP_INTERNAL_H

#include <stdint.h>
#include <sys/types.h>

#include "cgroup/cap.h"

/* The name of a group of ours: pagelab-UID-PID-START-N. */
#define CAP_PREFIX "pagelab-"

/* Clock ticks since boot at which the process started; −1: there is no such process. */
int64_t cap_start_of(const struct roots *roots, pid_t pid);

/*
 * cap_limits.c: lab.conf's size, by as much larger or smaller as LIMIT= makes the room; whole pages.
 */
int64_t cap_in_proportion(const struct labconf *conf, int64_t bytes, struct value limit);

/* cap_clean.c: the name of a room whose owner is seen here and lives. */
bool cap_is_room_of_living(const struct roots *roots, const char *name);

/*
 * cap_settings.c: what a new group takes over from the one above it, or from a later kernel's
 * defaults, is set to what theory speaks of, and read back. 0 or -errno, said in tries.
 */
int cap_settle(const struct cap *cap, const struct labconf *conf, struct cap_tries *tries);

/* cap_place.c: not a domain (cgroup-v2.rst, Threads): it cannot limit memory. False on v1. */
bool cap_is_threaded(const char *folder);

#endif
