/* SPDX-License-Identifier: MIT */
/* swap: with swap a full room does not kill; what does not fit waits on the disk. */
#include <stdlib.h>
#include <sys/sysinfo.h>

#include "lab.h"

static bool swap_is_enough(size_t bytes)
{
	struct sysinfo now;

	return sysinfo(&now) == 0 && (uint64_t)now.freeswap * now.mem_unit >= bytes;
}

int main(void)
{
	const size_t room = lab_need_cap(), size = 2 * room;
	const int64_t page = (int64_t)lab_page(), pages = (int64_t)size / page;
	const int64_t over = (int64_t)(size - room);
	const int64_t near = (int64_t)size / 1024 * 3 / 100 * 1024; /* 3 % */
	char *buffer = malloc(size);

	if (!buffer)
		lab_skip("malloc refused twice the room: see overcommit_memory");
	if (!swap_is_enough(size))
		lab_skip("not enough swap is free here. Type: make lab-swap VM_SWAP=256M");
	lab_region(buffer, size);

	/* Nobody can have more of the room than all of it: the rest must be in swap. */
	lab_at_least("swap_kib", over / 1024);
	lab_at_least_of("system", "sys_pswpout_total", over / page);
	lab_at_least_of("group", "cg_swap_current_bytes", over - near);
	lab_at_most_of("group", "cg_current_bytes", (int64_t)room);
	lab_at_least_of("group", "cg_max_hits_total", 1);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("fill") {
		const double start = lab_seconds();

		lab_fill(buffer, size);
		lab_measure("ns_per_page", (lab_seconds() - start) * 1e9 / (double)pages, "ns");
	}

	/* What is not in the room must come from the disk, at most 8 pages with a major fault. */
	lab_expect("m:wrong_pages", 0, 0);
	lab_at_least("majflt_total", over / page / 8);
	lab_at_least_of("system", "sys_pswpin_total", over / page);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("touch-again") {
		const double start = lab_seconds();
		int64_t wrong = 0;

		for (int64_t i = 0; i < pages; i++)
			wrong += ((volatile char *)buffer)[i * page] != 0x5a;
		lab_measure("ns_per_page", (lab_seconds() - start) * 1e9 / (double)pages, "ns");
		lab_measure("wrong_pages", (double)wrong, "pages");
	}
	return 0;
}
