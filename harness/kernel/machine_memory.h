/* SPDX-License-Identifier: MIT */
/*
 * machine_memory: the few numbers of the whole machine on which it is decided what may run here.
 * Where /proc/meminfo is not the kernel's, they are taken from what still is.
 */
#ifndef KERNEL_MACHINE_MEMORY_H
#define KERNEL_MACHINE_MEMORY_H

#include "kernel/roots.h"
#include "util/value.h"

struct machine_memory {
	struct value ram_kib, swap_kib;
	struct value available_bytes; /* MemAvailable, or what is known to be at least there */
};

void machine_memory_read(struct machine_memory *m, const struct roots *roots);

/* Its available_bytes alone. */
struct value machine_available(const struct roots *roots);

#endif
