/* SPDX-License-Identifier: MIT */
/* lab_entry: what the kernel tells of a page's entry in the page table. */
#include <fcntl.h>
#include <unistd.h>

#include "lab.h"

struct lab_entry lab_entry(const volatile void *address)
{
	/* Opened anew each time: after fork the file would still be the parent's. */
	const int file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t bits = 0;
	const off_t at = (off_t)((uintptr_t)address / lab_page() * sizeof(bits));

	if (file < 0 || pread(file, &bits, sizeof(bits), at) != (ssize_t)sizeof(bits))
		lab_skip("/proc/self/pagemap cannot be read here");
	close(file);
	const bool present = bits >> 63;
	return (struct lab_entry){
		.present = present,
		.written = bits >> 55 & 1,
		.frame = present ? bits & (((uint64_t)1 << 55) - 1) : 0,
	};
}
