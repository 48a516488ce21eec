/* SPDX-License-Identifier: MIT */
/* family: the descendants of a process. They have no steps; at an edge they are held still. */
#ifndef KERNEL_DESCENDANTS_H
#define KERNEL_DESCENDANTS_H

#include <stddef.h>
#include <sys/types.h>

#include "kernel/roots.h"

struct pids {
	pid_t *pid;
	size_t count, room;
};

struct family {
	struct pids all;     /* without the process itself, parents before children */
	struct pids stopped; /* by family_hold, and not yet released */
};

void family_free(struct family *f);

/*
 * 0 or -errno; -ENOENT where pid is gone, -E2BIG when there are more than 32 Ki of them. Without the
 * kernel's lists of children (CONFIG_PROC_CHILDREN) by the parent that each process has.
 */
int family_find(struct family *f, const struct roots *roots, pid_t pid);

/*
 * Stops every descendant and returns once each is stopped, dead or gone, and no new one has
 * appeared. Errors as family_find; -ETIMEDOUT after two seconds (a process in disk sleep).
 */
int family_hold(struct family *f, const struct roots *roots, pid_t pid);

/* Continues those that family_hold stopped, and nobody who had stopped before. 0 or -errno. */
int family_release(struct family *f);

/* Kills every descendant of ours, orphans too (we are their reaper), and waits for each. One that cannot
 * die (a process in disk sleep) is left after ten seconds. */
void family_end(const struct roots *roots);

#endif
