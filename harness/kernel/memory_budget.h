/* SPDX-License-Identifier: MIT */
/* memory_budget: how much memory a lab may take, so that the machine stays usable for everybody
 * else. */
#ifndef KERNEL_MEMORY_BUDGET_H
#define KERNEL_MEMORY_BUDGET_H

#include "kernel/roots.h"
#include "util/value.h"

/*
 * Bytes: half of what is available to this process; seven eighths in the throw-away virtual
 * machine, which has nobody else. Unknown where the kernel does not tell what is available.
 */
struct value fit_most(const struct roots *roots);

/*
 * "NAME=20M": the largest size in whole MiB that fits, as it is typed; "" when not even one does.
 * Returns out.
 */
enum { FIT_TYPED = 48 };
const char *fit_typed(const struct roots *roots, const char *name, char out[FIT_TYPED]);

/* The same share of so many bytes. */
int64_t fit_share(const struct roots *roots, int64_t available);

/* "half of the 23.1 GiB that are available", for a message. */
enum { FIT_TEXT = 80 };
const char *fit_show(const struct roots *roots, char out[FIT_TEXT]);

#endif
