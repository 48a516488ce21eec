/* SPDX-License-Identifier: MIT */
/* compaction: free memory in pieces, and a kernel that moves what is in use to make one of it. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

/*
 * Free memory that lies in blocks of 1 MiB at least, in KiB. /proc/buddyinfo has a line a zone, and
 * in it how many free blocks there are of 1, 2, 4, 8… pages.
 */
static int64_t large_kib(void)
{
	FILE *file = fopen("/proc/buddyinfo", "r");
	int64_t kib = 0, blocks;
	int used = 0;

	if (!file)
		lab_skip("/proc/buddyinfo cannot be read");
	while (fscanf(file, "Node %*d, zone %*s%n", &used) == 0 && used) {
		for (size_t size = lab_page(); fscanf(file, "%" SCNd64, &blocks) == 1; size *= 2)
			kib += size >= LAB_MIB ? blocks * (int64_t)(size / 1024) : 0;
		used = 0;
	}
	fclose(file);
	return kib;
}

/* A coin for each page, which falls the same way each time: in no order, as in real life. */
static bool is_kept(int64_t page)
{
	return (uint64_t)page * 2654435761u >> 13 & 1;
}

/* The pages that were kept; at their addresses they have what was written into them. */
static int64_t count_kept(const char *memory, int64_t pages)
{
	int64_t count = 0;

	for (int64_t i = 0; i < pages; i++)
		count += is_kept(i) && (!memory || memory[i * (int64_t)lab_page()] == 1);
	return count;
}

static int64_t moved_pages(void)
{
	return lab_look(getpid(), "sys_pgmigrate_success_total");
}

/* Has the kernel move pages. It may stop early, when it finds no place at once: until none moves.
 */
static int compact(int file)
{
	int64_t before, after = moved_pages();
	int times = 0;

	do {
		before = after;
		if (pwrite(file, "1", 1, 0) != 1)
			lab_skip("/proc/sys/vm/compact_memory cannot be written to");
		after = moved_pages();
	} while (++times < 1000 && after > before);
	return times;
}

int main(void)
{
	lab_need_vm();
	const int64_t page = (int64_t)lab_page();
	const int64_t have_kib = lab_look(getpid(), "mem_available_kib") / 5 * 4;
	const int64_t pages = have_kib * 1024 / page, kept = count_kept(NULL, pages);
	const int64_t kept_kib = kept * page / 1024, given_kib = (pages - kept) * page / 1024;
	const size_t size = (size_t)(pages * page);
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const int file = open("/proc/sys/vm/compact_memory", O_WRONLY);

	if (file < 0)
		lab_skip("only root may have memory compacted");
	if (memory == MAP_FAILED)
		lab_skip("mmap refused: strict overcommit? See overcommit_memory");
	const int64_t before = large_kib();
	int times = 0;

	lab_expect("minflt_total", pages, 0);
	lab_expect("anonymous_kib", kept_kib, 0);
	lab_at_most("m:large_kib", before - kept_kib / 2);
	LAB_STEP ("fragment") {
		lab_write_pages(memory, size);
		for (int64_t i = 0; i < pages; i++)
			if (!is_kept(i))
				madvise(memory + i * page, (size_t)page, MADV_DONTNEED);
	}
	const int64_t pieces = large_kib();
	lab_measure("large_kib", (double)pieces, "KiB");
	lab_measure("large_before_kib", (double)before, "KiB");
	moved_pages(); /* the memory that reading takes is taken here, and not in the step */

	/*
	 * To make a block whole, what is in use in it has to move. What the kernel itself has there
	 * cannot, and who can tell where that lies: a quarter of what was given back is enough.
	 */
	lab_expect("minflt_total", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_at_least("m:large_kib", pieces + given_kib / 4);
	lab_at_least_of("system", "sys_pgmigrate_success_total", 1);
	lab_expect("m:intact_pages", kept, 0);
	LAB_STEP ("compact") {
		times = compact(file);
	}
	lab_measure("large_kib", (double)large_kib(), "KiB");
	lab_measure("asked", times, "times");
	lab_measure("intact_pages", (double)count_kept(memory, pages), "pages");
	return 0;
}
