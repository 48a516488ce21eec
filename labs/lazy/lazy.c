/* SPDX-License-Identifier: MIT */
/* lazy: memory you asked for is not memory you have. */
#include <stdlib.h>

#include "lab.h"

int main(int argc, char **argv)
{
	size_t size = lab_size(argc, argv, 100 * LAB_MIB);
	int64_t page = (int64_t)lab_page(), page_kib = page / 1024;
	int64_t size_kib = (int64_t)size / 1024, pages = (int64_t)size / page;
	/* A table of page / 8 entries maps that many pages: one table per 2 MiB for 4 KiB pages. */
	int64_t per_table = page / 8, table_kib = (pages + per_table - 1) / per_table * page_kib;
	/* malloc's own note in front of the buffer: 1 page in glibc. */
	const int64_t note = lab_malloc_pages(size), note_kib = note * page_kib;
	/* What the first memset finds there already is malloc's, but for the page that is more. */
	const int64_t rest = pages + 1 - note;
	char *buffer = NULL;

	lab_expect("vm_size_kib", size_kib + page_kib, 0);
	lab_expect("vm_rss_kib", note_kib, 0);
	lab_expect("anonymous_kib", note_kib, 0);
	lab_expect("minflt_total", note, 0);
	LAB_STEP ("malloc") {
		buffer = malloc(size);
	}
	if (!buffer)
		lab_skip("malloc refused: ask for less, as in SIZE=10M");
	lab_region(buffer, size);

	lab_expect("vm_size_kib", 0, 0);
	lab_expect("vm_rss_kib", rest * page_kib, 0);
	lab_expect("anonymous_kib", rest * page_kib, 0);
	lab_expect("minflt_total", rest, 0);
	lab_expect("majflt_total", 0, 0);
	lab_expect("vm_pte_kib", table_kib, 3 * page_kib);
	LAB_STEP ("memset") {
		lab_fill(buffer, size);
	}

	lab_expect("anonymous_kib", 0, 0);
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("memset-again") {
		lab_fill(buffer, size);
	}

	lab_expect("vm_size_kib", -size_kib - page_kib, 0);
	lab_expect("vm_rss_kib", -size_kib - page_kib, 0);
	/* With the tables of tables: at most 2 more at the edges, 2 above, and 1 above these. */
	lab_expect("vm_pte_kib", -table_kib, 5 * page_kib);
	LAB_STEP ("free") {
		free(buffer);
	}
	return 0;
}
