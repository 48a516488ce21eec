/* SPDX-License-Identifier: MIT */
/* scratch: a folder of our own, below TMPDIR, that goes when we go. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <limits.h>

/* 0 or -errno. */
int scratch_make(char folder[PATH_MAX]);

/* Removes it and all in it. */
void scratch_remove(const char *folder);

#endif
