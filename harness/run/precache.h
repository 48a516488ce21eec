/* SPDX-License-Identifier: MIT */
/*
 * precache: reads the files that a lab is made of, so that their pages are in the page cache at our
 * expense. Else they would be charged to the lab's own group, and given up and read again when it
 * runs short.
 */
#ifndef RUN_PRECACHE_H
#define RUN_PRECACHE_H

#include "kernel/roots.h"

/* The program, and the libraries that we have mapped ourselves: the lab has them too. */
void precache(const struct roots *roots, const char *program);

#endif
