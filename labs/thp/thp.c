/* SPDX-License-Identifier: MIT */
/* thp: a page may be huge. One fault brings it whole, with all the small pages it stands for. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "lab.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"

/* What the machine allows, or why it does not; and how large a huge page is here, in bytes. */
static size_t huge_page(void)
{
	FILE *size = fopen(THP "hpage_pmd_size", "re"), *enabled = fopen(THP "enabled", "re");
	char words[3][16]; /* always madvise never, and the one that is set in brackets */
	size_t bytes;

	if (!size || !enabled || fscanf(size, "%zu", &bytes) != 1)
		lab_skip("this kernel has no transparent huge pages. Type: make vm-thp");
	if (fscanf(enabled, "%15s %15s %15s", words[0], words[1], words[2]) != 3 ||
	    strcmp(words[2], "[never]") == 0)
		lab_skip("huge pages are set to never, and madvise does not help then. Type: make "
			 "vm-thp. Or as root: echo madvise > " THP "enabled");
	if (prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1)
		lab_skip("whoever started this program has switched huge pages off for it (prctl)");
	fclose(size);
	fclose(enabled);
	return bytes;
}

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
	const size_t huge = huge_page(), asked = lab_size(argc, argv, 64 * LAB_MIB);
	const size_t size = (asked + huge - 1) / huge * huge; /* whole huge pages */
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
