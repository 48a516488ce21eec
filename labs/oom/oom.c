/* SPDX-License-Identifier: MIT */
/* oom: in a room that is too small, not malloc but the first touch past the limit is fatal. */
#include <stdlib.h>

#include "lab.h"

int main(void)
{
	size_t room = lab_need_cap(), size = 2 * room;
	int64_t page = (int64_t)lab_page(), page_kib = page / 1024;
	char *buffer = NULL;

	lab_expect("vm_size_kib", (int64_t)size / 1024 + page_kib, 0);
	lab_expect("anonymous_kib", lab_malloc_pages(size) * page_kib, 0); /* malloc's own note in front of the buffer */
	lab_expect("m:refused", 0, 0);
	LAB_STEP ("reserve") {
		buffer = malloc(size);
		lab_measure("refused", buffer == NULL, "times");
	}
	if (!buffer)
		lab_skip(
			"malloc refused twice the limit: strict overcommit? See overcommit_memory");

	/* One kill, and every page of the limit is found again: see the autopsy. */
	lab_expect_of("group", "cg_oom_kill_total", 1, 0);
	lab_expect("m:accounted_pages", (int64_t)room / page, (int64_t)lab_cap_slack() / page);
	LAB_STEP ("touch") {
		lab_write_pages(buffer, size);
	}
	return 0; /* nobody comes here */
}
