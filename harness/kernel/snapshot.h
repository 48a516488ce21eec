/* SPDX-License-Identifier: MIT */
/*
 * snapshot: reads the texts of one process, of the system or of one group into values. The files
 * stay open between snapshots: opening costs more than reading.
 */
#ifndef KERNEL_SNAPSHOT_H
#define KERNEL_SNAPSHOT_H

#include <sys/types.h>

#include "kernel/group.h"
#include "kernel/parse.h"
#include "kernel/replaced.h"
#include "kernel/roots.h"
#include "kernel/unread.h"
#include "util/file.h"

enum { OBSERVER_TEXTS = 16 };

struct observer {
	enum scope scope;
	size_t count;
	char comm[64]; /* the process's name at the last read; "" when it could not be read */
	struct {
		enum source source;
		int fd;
		struct learned learned;
		bool was_read; /* at least once: from then on it is shown */
	} text[OBSERVER_TEXTS];
	struct unread unread; /* what it does not have, or could not read so far */
	struct replaced replaced; /* what it reads and is not the kernel's */
};

/*
 * Open what can be opened; what this kernel does not have, or does not show us, stays unknown in
 * every snapshot, and is in unread. -errno of any other failure, and when there is nothing to read
 * at all. Files bound to an address space (smaps_rollup) must be opened again after exec.
 */
int observer_open_process(struct observer *o, const struct roots *roots, pid_t pid);
int observer_open_system(struct observer *o, const struct roots *roots);
int observer_open_group(struct observer *o, const struct group *group);
void observer_close(struct observer *o);

/*
 * Sets the columns of this observer's scope; other columns of values are left as they are. 0, or
 * -errno when a text failed: its columns are unknown, and should not be.
 */
int observer_read(struct observer *o, struct text *buffer, struct value *values);

#endif
