/* SPDX-License-Identifier: MIT */
/* pagetable: what the tables cost. It is not how much memory that counts, but how it lies. */
#include <sys/mman.h>

#include "lab.h"

enum { FAR_APART = 64 };

/* Addresses only: nothing is touched, and nothing promised. */
static char *reserve(size_t size)
{
	const int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, how, -1, 0);

	if (memory == MAP_FAILED)
		lab_skip("so many addresses are refused here: strict overcommit, or ulimit -v? "
			 "Type: make vm-pagetable");
	return memory;
}

static void touch(char *memory, size_t apart)
{
	for (size_t i = 0; i < FAR_APART; i++)
		((volatile char *)memory)[i * apart] = 1;
}

static void expect(int64_t data_pages, int64_t table_pages)
{
	const int64_t page_kib = (int64_t)lab_page() / 1024;

	lab_expect("anonymous_kib", data_pages * page_kib, 0);
	/* At most 2 tables more at the edges, 2 above them, and 1 above these. */
	lab_expect("vm_pte_kib", table_pages * page_kib, 5 * page_kib);
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 64 * LAB_MIB);
	/* A table is a page of entries of 8 bytes: so much does one of level 1, or 2, stand for. */
	const size_t entries = lab_page() / 8, reach = entries * lab_page();
	const size_t far_reach = entries * reach;
	char *dense = reserve(size), *sparse = reserve(FAR_APART * reach);
	char *very_sparse = reserve(FAR_APART * far_reach);

	lab_region(dense, size);
	expect((int64_t)(size / lab_page()), (int64_t)(size / reach));
	LAB_STEP ("dense") {
		lab_write_pages(dense, size);
	}

	/* Each page lies in a table of its own. */
	expect(FAR_APART, FAR_APART);
	LAB_STEP ("sparse-2m") {
		touch(sparse, reach);
	}

	/* And each of these tables in one of its own. */
	expect(FAR_APART, 2 * FAR_APART);
	LAB_STEP ("sparse-1g") {
		touch(very_sparse, far_reach);
	}
	return 0;
}
