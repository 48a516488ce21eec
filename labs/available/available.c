/* SPDX-License-Identifier: MIT */
/* available: what is dirty can be given up, only later; a file that is only in memory cannot. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

enum { FREE, BUFF_CACHE, DIRTY, AVAILABLE, COLUMNS };

static size_t size;
static int on_disk, in_memory;

/* What the CPUs keep by them is free, although MemFree and MemAvailable leave it out. */
static void look(int64_t *at)
{
	const int64_t stock_kib = lab_zones().stock_kib;

	at[FREE] = lab_look(0, "mem_free_kib") + stock_kib;
	at[BUFF_CACHE] = lab_look(0, "buffers_kib") + lab_look(0, "cached_kib") +
			 lab_look(0, "s_reclaimable_kib");
	at[DIRTY] = lab_look(0, "dirty_kib");
	at[AVAILABLE] = lab_look(0, "mem_available_kib") + stock_kib;
}

static int64_t page_cache_kib(void)
{
	return lab_look(0, "active_file_kib") + lab_look(0, "inactive_file_kib");
}

/* The sum that the kernel makes, si_mem_available(). Others work too: until its parts stand still.
 */
static void measure_formula(void)
{
	int64_t free, reserve, cache, slab, available, sum;
	const int64_t page_kib = (int64_t)lab_page() / 1024;
	int tries = 1000;

	do {
		available = lab_look(0, "mem_available_kib");
		free = lab_look(0, "mem_free_kib");
		reserve = lab_zones().reserve_kib;
		cache = page_cache_kib();
		slab = lab_look(0, "k_reclaimable_kib");
		sum = free - reserve + cache - lab_kept_back(cache) + slab - lab_kept_back(slab);
	} while (--tries && llabs(sum - available) > page_kib); /* a half is rounded to pages */
	lab_measure("kernel_available_kib", (double)available, "KiB");
	lab_measure("formula_off_kib", (double)(sum - available), "KiB");
	lab_measure("formula_free_kib", (double)free, "KiB");
	lab_measure("formula_reserve_kib", (double)-reserve, "KiB");
	lab_measure("formula_cache_kib", (double)(cache - lab_kept_back(cache)), "KiB");
	lab_measure("formula_slab_kib", (double)(slab - lab_kept_back(slab)), "KiB");
}

/* Into the page cache; nobody has it written to the disk. */
static void write_file(void)
{
	static char block[64 * 1024];

	for (size_t done = 0, n; done < size; done += n) {
		n = size - done < sizeof(block) ? size - done : sizeof(block);
		if (pwrite(on_disk, block, n, (off_t)done) != (ssize_t)n)
			lab_skip("the file cannot be written to: is the disk full?");
	}
}

static void flush_and_drop(void)
{
	lab_drop(on_disk);
}

static void make_file(void)
{
	in_memory = memfd_create("in-memory", MFD_CLOEXEC);
	if (fallocate(in_memory, 0, 0, (off_t)size) < 0)
		lab_skip("a file in memory is refused: ask for less, as in SIZE=8M");
}

static void remove_file(void)
{
	close(in_memory);
}

static void measure(void (*act)(void), void (*undo)(void), int64_t slack_kib)
{
	int64_t change[LAB_COLUMNS];
	const int64_t noise_kib = lab_crowd(look, act, undo, change, slack_kib);

	lab_measure("free_kib", (double)change[FREE], "KiB");
	lab_measure("buff_cache_kib", (double)change[BUFF_CACHE], "KiB");
	lab_measure("dirty_kib", (double)change[DIRTY], "KiB");
	lab_measure("available_kib", (double)change[AVAILABLE], "KiB");
	lab_measure("noise_kib", (double)noise_kib, "KiB");
	measure_formula();
}

int main(int argc, char **argv)
{
	/* So much may wait for the disk, and the kernel does not begin to write. */
	const size_t most = (size_t)lab_dirty_room_kib() / 1024 * LAB_MIB;
	int64_t noise_kib, change[LAB_COLUMNS];

	size = lab_size_within(argc, argv, 32 * LAB_MIB, most / 2);
	const int64_t n = (int64_t)size / 1024;

	if (size > most)
		lab_skip("so much may not wait for the disk, the kernel would write at once. Type: "
			 "make lab-available SIZE=8M");
	on_disk = lab_file(size);
	if (on_disk < 0 || !lab_drop(on_disk))
		lab_skip(
			"no file can be made whose pages can be given up (tmpfs?): set TMPDIR to a "
			"folder on a disk");
	/* A rehearsal, to see how much others move. */
	noise_kib = lab_crowd(look, make_file, remove_file, change, n / 16);
	remove_file();
	const int64_t slack_kib = lab_crowd_slack(n, noise_kib);

	/* Only what is kept back of the page cache, and it does not matter whether it is dirty. */
	const int64_t cache = page_cache_kib();
	const int64_t lost = lab_kept_back(cache + n) - lab_kept_back(cache);
	lab_expect("m:free_kib", -n, slack_kib);
	lab_expect("m:buff_cache_kib", n, slack_kib);
	lab_expect("m:dirty_kib", n, slack_kib);
	lab_expect("m:available_kib", -lost, slack_kib);
	lab_expect("m:formula_off_kib", 0, slack_kib);
	LAB_STEP ("dirty") {
		measure(write_file, flush_and_drop, slack_kib);
	}

	/* buff/cache as before; but without swap there is no place where it could be put. */
	lab_expect("m:free_kib", -n, slack_kib);
	lab_expect("m:buff_cache_kib", n, slack_kib);
	lab_expect("m:dirty_kib", 0, slack_kib);
	lab_expect("m:available_kib", -n, slack_kib);
	lab_expect("m:formula_off_kib", 0, slack_kib);
	LAB_STEP ("tmpfs") {
		measure(make_file, remove_file, slack_kib);
	}
	return 0;
}
