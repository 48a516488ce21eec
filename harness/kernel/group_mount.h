/* SPDX-License-Identifier: MIT */
/*
 * group_mount: where a hierarchy of cgroups is mounted, so that a path beneath the mount point
 * leads to the group. Pure. Source: proc_pid_mountinfo(5).
 */
#ifndef KERNEL_GROUP_MOUNT_H
#define KERNEL_GROUP_MOUNT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct group_mount {
	char point[PATH_MAX];
	char root[PATH_MAX]; /* the group of the hierarchy that is seen there */
	bool read_only;
	char cover[32]; /* only when false was returned: the type of what is mounted over it */
};

/*
 * The mount of the hierarchy through which the group `path` (as /proc/PID/cgroup has it) can be
 * reached: its root is the group or above it, and nothing is mounted over it. Of several, one that
 * may be written to, and then the one that shows most of the tree. False when there is none.
 */
bool group_parse_mount(const char *mountinfo, int version, const char *path,
		       struct group_mount *out);

/* The kind of file system of the mount with that number. */
bool group_mount_kind(const char *mountinfo, int64_t id, char *out, size_t room);

/* The kind of file system mounted last at exactly that path; false when there is no such mount. */
bool group_mount_kind_at(const char *mountinfo, const char *path, char *out, size_t room);

/* path without the mount's root in front; NULL for a group that is not beneath it. */
const char *group_below_root(const char *path, const char *root);

#endif
