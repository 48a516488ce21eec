/* SPDX-License-Identifier: MIT */
/*
 * scratch: folders that a lab made by lab_folder, $TMPDIR/pagelab-PID-XXXXXX. A lab removes its
 * own; one that was killed cannot.
 */
#ifndef RUN_SCRATCH_H
#define RUN_SCRATCH_H

#include <stddef.h>
#include <sys/types.h>

#include "kernel/roots.h"

/* Removes those of that process, with all in them. How many they were. */
size_t scratch_remove(pid_t pid);

/* The same for every process that is no more. */
size_t scratch_clean(const struct roots *roots);

/* Pure: the PID in the name of such a folder, or 0. */
pid_t scratch_owner(const char *name);

#endif
