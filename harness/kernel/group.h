/* SPDX-License-Identifier: MIT */
/*
 * group: where a process's memory cgroup is, and how much it may use. Reads only; making groups is
 * another matter. Sources: cgroups(7), proc_pid_mountinfo(5).
 */
#ifndef KERNEL_GROUP_H
#define KERNEL_GROUP_H

#include <limits.h>
#include <sys/types.h>

#include "kernel/machine_memory.h"
#include "kernel/roots.h"
#include "util/value.h"

struct group {
	int version;	       /* 1 or 2: of the hierarchy that has the memory controller */
	char folder[PATH_MAX]; /* the group's own */
	size_t mount_len;      /* of folder: up to here it is the mount point */
	bool read_only;	       /* mounted so, as in most containers */
	char cover[32];	       /* not found: the file system mounted over its mount point, or "" */
};

/* 0, -errno, or -ENOENT when no memory controller is mounted where the process can be found. */
int group_find(const struct roots *roots, pid_t pid, struct group *out);

/* Pure half of group_find; the other one is group_parse_mount. False when there is none. */
bool group_parse_path(const char *cgroup_text, int *version, char path[PATH_MAX]);

/* Bytes: the limit of the group alone; unknown without one. */
struct value group_own_limit(const struct group *group);

/* Bytes: memory.high of the group alone, above which it is held up; unknown without, and on v1. */
struct value group_high(const struct group *group);

/*
 * Waits until nobody alive is in the group, or so many milliseconds. Only cgroup v2 tells
 * (cgroup.events): on v1 it returns at once.
 */
void group_wait_empty(const struct group *group, int timeout_ms);

/* Bytes: the smallest limit of the group and its ancestors; unknown without any. */
struct value group_limit(const struct group *group);

/* Bytes: what the group and its ancestors still leave; unknown without any limit. */
struct value group_headroom(const struct group *group);

/* Bytes that a process may still use: the smaller of MemAvailable and its group's headroom. */
struct value memory_available(const struct roots *roots, pid_t pid);

#endif
