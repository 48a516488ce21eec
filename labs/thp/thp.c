/* SPDX-License-Identifier: MIT */
/* thp: a page may be huge. One fault brings it whole, with all the small pages it stands for. */
#include <sys/mman.h>

#include "lab.h"

/* Memory that begins where a huge page may, with the advice which pages to use. */
static char *reserve(size_t size, size_t huge, int advice)
{
	const int how = MAP_PRIVATE | MAP_ANONYMOUS;
	char *all = mmap(NULL, size + huge, PROT_READ | PROT_WRITE, how, -1, 0);
	char *memory = all + huge - (uintptr_t)all % huge;

	if (all == MAP_FAILED || madvise(memory, size, advice) < 0)
		lab_skip("mmap or madvise refused: ask for less, as in SIZE=10M");
	lab_region(memory, size);
	return memory;
}

int main(int argc, char **argv)
{
	const char *why_not;
	const size_t huge = lab_huge_page(&why_not);
	const size_t size = lab_size_of(argc, argv, 64 * LAB_MIB, huge); /* whole huge pages */

	if (why_not)
		lab_skip(why_not);
	const int64_t size_kib = (int64_t)size / 1024;
	char *memory = reserve(size, huge, MADV_NOHUGEPAGE);

	if (2 * size_kib > lab_look(0, "mem_available_kib"))
		lab_skip("too little memory is free for whole huge pages of this size");

	lab_expect("minflt_total", (int64_t)(size / lab_page()), 0);
	lab_expect("anonymous_kib", size_kib, 0);
	lab_expect("anon_huge_pages_kib", 0, 0);
	LAB_STEP ("touch-small") {
		lab_write_pages(memory, size);
	}
	munmap(memory, size);
	memory = reserve(size, huge, MADV_HUGEPAGE);

	lab_expect("minflt_total", (int64_t)(size / huge), 0);
	lab_expect("anonymous_kib", size_kib, 0);
	lab_expect("anon_huge_pages_kib", size_kib, 0);
	LAB_STEP ("touch-huge") {
		lab_write_pages(memory, size);
		lab_measure("huge_page_kib", (double)huge / 1024, "KiB");
	}
	return 0;
}
