/* SPDX-License-Identifier: MIT */
/* zeropage: reading memory that nobody has written gives zeros, and no memory. */
#include <sys/mman.h>

#include "lab.h"

int main(int argc, char **argv)
{
	size_t size = lab_size(argc, argv, 100 * LAB_MIB);
	int64_t size_kib = (int64_t)size / 1024, pages = (int64_t)(size / lab_page());
	char *buffer = NULL;

	lab_expect("vm_size_kib", size_kib, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("reserve") {
		buffer = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			      0);
	}
	if (buffer == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	lab_region(buffer, size);

	/* Each page gets an entry in the page table: one frame of zeros, the same for all. */
	lab_expect("minflt_total", pages, 0);
	lab_expect("majflt_total", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	LAB_STEP ("read") {
		lab_read_pages(buffer, size);
	}

	/* The frame of zeros may not be written: each page faults once more and gets its own. */
	lab_expect("minflt_total", pages, 0);
	lab_expect("majflt_total", 0, 0);
	lab_expect("anonymous_kib", size_kib, 0);
	LAB_STEP ("write") {
		lab_write_pages(buffer, size);
	}
	return 0;
}
