/* SPDX-License-Identifier: MIT */
/*
 * replaced: texts below /proc and in a group that are not the kernel's own. A container may have
 * another file mounted over one of them (lxcfs has, over meminfo, stat, swaps and more): what it
 * tells is of a part of the machine, or invented. fstatfs(2) of the open file tells: the kernel's
 * texts are on procfs and cgroupfs. A recorded tree stands in for the kernel and is taken as it is.
 */
#ifndef KERNEL_REPLACED_H
#define KERNEL_REPLACED_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/roots.h"
#include "util/json.h"

enum { REPLACED_KIND = 32, REPLACED_NAME = 64, REPLACED_MOST = 32 };

struct replaced {
	struct {
		char file[REPLACED_NAME]; /* "/proc/meminfo", or a group's "memory.stat" */
		char kind[REPLACED_KIND]; /* of file system: "fuse.lxcfs" */
	} text[REPLACED_MOST];
	size_t count;
};

/* An open text below roots->proc. True with the kind of its file system when it is not procfs. */
bool replaced_in_proc(const struct roots *roots, int fd, char kind[REPLACED_KIND]);

/* The same by a name below roots->proc, as "meminfo". False too for what cannot be opened. */
bool replaced_text(const struct roots *roots, const char *name, char kind[REPLACED_KIND]);

/* An open text of a group's folder: true when it is on another file system than the folder. */
bool replaced_in_group(const char *folder, int fd, char kind[REPLACED_KIND]);

/* Each file once. */
void replaced_add(struct replaced *r, const char *file, const char *kind);
void replaced_merge(struct replaced *into, const struct replaced *from);
bool replaced_has(const struct replaced *r, const char *file);

/* "/proc/meminfo (fuse.lxcfs), /proc/stat (fuse.lxcfs)"; cut to room. */
const char *replaced_show(const struct replaced *r, char *out, size_t room);

/* A list of objects with "file" and "file_system": replaced_sources of run.json. */
void replaced_json(const struct replaced *r, struct json *j);

/* Reads it again, whoever wrote it: what may not be shown is a question mark. */
void replaced_read_json(struct replaced *r, const char *json);

#endif
