/* SPDX-License-Identifier: MIT */
/* faults: what a page fault costs, who counts it, and when it reads a disk. */
#include <sys/mman.h>
#include <sys/resource.h>

#include "lab.h"

/* The process's own count, as getrusage(2) gives it, is to equal the harness's. */
static void expect_same_counts(void)
{
	lab_expect_same("m:getrusage_minflt", "minflt_total");
	lab_expect_same("m:getrusage_majflt", "majflt_total");
}

/* Acts on the memory; measures the time, and the process's own count of its faults. */
static void count(void (*act)(void *memory, size_t size), void *memory, size_t size)
{
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	const double start = lab_seconds();
	act(memory, size);
	const double seconds = lab_seconds() - start;
	getrusage(RUSAGE_SELF, &after);
	lab_measure("ns_per_page", seconds * 1e9 / (double)(size / lab_page()), "ns");
	lab_measure("getrusage_minflt", (double)(after.ru_minflt - before.ru_minflt), "faults");
	lab_measure("getrusage_majflt", (double)(after.ru_majflt - before.ru_majflt), "faults");
}

static void read_pages(void *memory, size_t size)
{
	lab_read_pages(memory, size);
}

/* The address is only a wish, so the kernel may choose another. */
static void populate(void *near, size_t size)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE;

	if (mmap(near, size, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
}

static void *map(int file, size_t size)
{
	const int prot = file < 0 ? PROT_READ | PROT_WRITE : PROT_READ;
	const int flags = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
	void *memory = mmap(NULL, size, prot, flags, file, 0);

	if (memory == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	lab_region(memory, size);
	return memory;
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 64 * LAB_MIB);
	const int64_t pages = (int64_t)(size / lab_page()), size_kib = (int64_t)size / 1024;
	const int64_t around = 64 * 1024 / (int64_t)lab_page();
	void *buffer = map(-1, size), *mapping;
	const int file = lab_file(size);

	if (file < 0)
		lab_skip("no file of that size can be made: set TMPDIR, or ask for less");

	lab_expect("minflt_total", pages, 0);
	lab_expect("majflt_total", 0, 0);
	lab_expect("anonymous_kib", size_kib, 0);
	expect_same_counts();
	LAB_STEP ("anon-touch") {
		count(lab_write_pages, buffer, size);
	}

	lab_expect("minflt_total", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	expect_same_counts();
	LAB_STEP ("anon-again") {
		count(lab_write_pages, buffer, size);
	}

	mapping = map(file, size);
	if (lab_drop(file)) {
		lab_at_least("majflt_total", 1);
		lab_expect("anonymous_kib", 0, 0);
		expect_same_counts();
		LAB_STEP ("file-cold") {
			count(read_pages, mapping, size);
		}
	} else {
		lab_skip_step("file-cold", "the file's pages cannot be evicted (tmpfs?): set "
					   "TMPDIR to a folder on a disk");
	}

	/* A new mapping: the file is in the page cache, but not yet in this page table. */
	lab_read_pages(mapping, size);
	munmap(mapping, size);
	mapping = map(file, size);
	/* The kernel maps up to 64 KiB around each fault. */
	lab_at_most("minflt_total", pages / (around ? around : 1) + 2);
	lab_expect("majflt_total", 0, 0);
	expect_same_counts();
	LAB_STEP ("file-warm") {
		count(read_pages, mapping, size);
	}
	munmap(mapping, size);

	/* The kernel does the faults itself, in one call; they are still counted. */
	lab_expect("anonymous_kib", size_kib, 0);
	lab_expect("majflt_total", 0, 0);
	lab_at_most("minflt_total", pages);
	expect_same_counts();
	LAB_STEP ("populate") {
		count(populate, NULL, size);
	}
	return 0;
}
