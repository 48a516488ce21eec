/* SPDX-License-Identifier: MIT */
/* scratch: a folder of our own, below TMPDIR, that goes when we go. */
#ifndef BENCH_SCRATCH_H
#define BENCH_SCRATCH_H

#include <limits.h>

/* 0 or -errno. */
int bench_scratch_make(char folder[PATH_MAX]);

/* Removes it and all in it. */
void bench_scratch_remove(const char *folder);

#endif
