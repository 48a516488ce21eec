/* SPDX-License-Identifier: MIT */
/* overcommit: more memory is promised than there is. How much more, the mode says. */
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lab.h"

enum { MAPS = 3 };

static void *promise(size_t bytes)
{
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* The largest single promise that is granted now, to the page: by halving, up to most. */
static size_t largest(size_t most)
{
	size_t granted = 0, refused = most / lab_page() + 1; /* in pages */

	while (refused - granted > 1) {
		const size_t half = granted + (refused - granted) / 2;
		void *map = promise(half * lab_page());

		if (map == MAP_FAILED) {
			refused = half;
		} else {
			granted = half;
			munmap(map, half * lab_page());
		}
	}
	return granted * lab_page();
}

/* A number of Documentation/admin-guide/sysctl/vm.rst. */
static int64_t setting(const char *path)
{
	FILE *file = fopen(path, "re");
	long long n;

	if (!file || fscanf(file, "%lld", &n) != 1)
		lab_skip("the settings in /proc/sys/vm cannot be read here");
	fclose(file);
	return n;
}

/*
 * How much may be promised, in KiB. Mode 0: in one go no more than RAM and swap, however often.
 * Mode 2: in all no more than CommitLimit, but for what is kept back so that one can still log in.
 */
static int64_t room_kib(bool strict)
{
	if (!strict)
		return lab_look(0, "mem_total_kib") + lab_look(0, "swap_total_kib");
	int64_t kept = setting("/proc/sys/vm/user_reserve_kbytes");
	const int64_t share = lab_look(getpid(), "vm_size_kib") / 32;

	if (kept > share)
		kept = share;
	if (geteuid() != 0)
		kept += setting("/proc/sys/vm/admin_reserve_kbytes");
	return lab_look(0, "commit_limit_kib") - lab_look(0, "committed_as_kib") - kept;
}

int main(void)
{
	const int64_t mode = setting("/proc/sys/vm/overcommit_memory");
	const int64_t ram_kib = lab_look(0, "mem_total_kib"), page_kib = (int64_t)lab_page() / 1024;
	/* A CPU may count up to a batch of promises before it tells; all CPUs together: */
	const int64_t late_kib = ram_kib / 256 + 64 * page_kib * sysconf(_SC_NPROCESSORS_CONF);
	int64_t room = room_kib(mode == 2), each = mode == 2 ? room / (MAPS + 1) : room;
	struct rlimit addresses;
	void *map[MAPS] = {0};
	int granted = 0;

	if (mode == 1)
		lab_skip("overcommit_memory is 1: no promise is ever refused here. Type: "
			 "make vm-overcommit");
	if (getrlimit(RLIMIT_AS, &addresses) < 0 || addresses.rlim_cur != RLIM_INFINITY)
		lab_skip("addresses are limited here, which refuses first. Type: ulimit -v "
			 "unlimited");
	each = each / page_kib * page_kib;
	if (each <= 0)
		lab_skip("nothing more may be promised here. Type: make vm-overcommit");

	lab_expect("m:granted", MAPS, 0);
	lab_expect("vm_size_kib", MAPS * each, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("minflt_total", 0, 0);
	lab_expect_of("system", "committed_as_kib", MAPS * each, MAPS * each / 16);
	LAB_STEP ("many") {
		for (int i = 0; i < MAPS; i++) {
			map[i] = promise((size_t)each * 1024);
			granted += map[i] != MAP_FAILED;
		}
		lab_measure("granted", granted, "maps");
	}
	if (map[0] != MAP_FAILED)
		lab_region(map[0], LAB_MIB); /* a part is enough to see that nothing is there */

	room = room_kib(mode == 2);
	lab_expect("m:largest_kib", room, mode == 2 ? late_kib : 0);
	lab_expect("m:errno", ENOMEM, 0);
	lab_expect("vm_size_kib", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	LAB_STEP ("too-much") {
		lab_measure("largest_kib", (double)(largest(2 * (size_t)room * 1024) / 1024),
			    "KiB");
		lab_measure("errno", errno, "number");
	}
	return 0;
}
