/* SPDX-License-Identifier: MIT */
/*
 * pages: the state of each page of a region, as runs. Source: Documentation/admin-guide/mm/
 * pagemap.rst. Needs no right for one's own processes: only frame numbers do.
 */
#ifndef KERNEL_PAGES_H
#define KERNEL_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/roots.h"

struct page_run {
	uint64_t start; /* address */
	uint64_t pages;
	const char *state; /* "absent", "zero", "present", "huge", "file" or "swapped" */
};

/*
 * Hands out the runs of [start, end), widened to whole pages, in order of address. Linux 6.7 and
 * later tell zero and huge pages apart (PAGEMAP_SCAN); before, both are "present". 0, -errno, or
 * what take returned below 0.
 */
int pages_scan(const struct roots *roots, pid_t pid, uint64_t start, uint64_t end,
	       int (*take)(void *self, const struct page_run *run), void *self);

/* The mapping that an address lies in, as pmap(1) prints it: "102404K rw---". False: none. */
bool pages_mapping(const struct roots *roots, pid_t pid, uint64_t address, char *out, size_t room);

/* Pure: the state that one 64-bit entry of pagemap tells. */
const char *pagemap_state(uint64_t entry);

#endif
