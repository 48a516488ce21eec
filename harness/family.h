/* SPDX-License-Identifier: MIT */
/* family: the descendants of a process. They have no steps; at an edge they are held still. */
#ifndef FAMILY_H
#define FAMILY_H

#include <stddef.h>
#include <sys/types.h>

#include "roots.h"

struct family {
	pid_t *pid; /* without the process itself, parents before children */
	size_t count, room;
};

void family_free(struct family *f);

/* 0 or -errno; -ENOENT where the kernel does not tell (no CONFIG_PROC_CHILDREN) or pid is gone. */
int family_find(struct family *f, const struct roots *roots, pid_t pid);

/*
 * Stops every descendant and returns once each is stopped, dead or gone, and no new one has
 * appeared. Errors as family_find; -ETIMEDOUT after two seconds (a process in disk sleep).
 */
int family_hold(struct family *f, const struct roots *roots, pid_t pid);

/* Continues those that were held. */
void family_release(const struct family *f);

/* Kills every descendant of ours, orphans too (we are their reaper), and waits for each. */
void family_end(const struct roots *roots);

#endif
