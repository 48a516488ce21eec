/* SPDX-License-Identifier: MIT */
/* faults: what a page fault costs, who counts it, and when it reads a disk. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lab.h"

/* The process's own count, as getrusage(2) gives it. */
static struct rusage used(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage;
}

/* Tells what the step took: its time, and its own count, which is to equal the harness's. */
static void report(struct rusage before, double start, double pages)
{
	struct rusage after = used();

	lab_measure("ns_per_page", (lab_seconds() - start) * 1e9 / pages, "ns");
	lab_measure("getrusage_minflt", (double)(after.ru_minflt - before.ru_minflt), "faults");
	lab_measure("getrusage_majflt", (double)(after.ru_majflt - before.ru_majflt), "faults");
}

static void expect_same_counts(void)
{
	lab_expect_same("m:getrusage_minflt", "minflt_total");
	lab_expect_same("m:getrusage_majflt", "majflt_total");
}

/* A file without a name, on a disk if there is one: it is gone when the lab ends. */
static int make_file(size_t size)
{
	const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp";
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	static char block[64 * 1024], path[4096];

	/* Not every file system makes files without a name. */
	snprintf(path, sizeof(path), "%s/pagelab-XXXXXX", folder);
	if (fd < 0 && (fd = mkstemp(path)) >= 0)
		unlink(path);
	if (fd < 0)
		return -1;
	lab_fill(block, sizeof(block));
	for (size_t done = 0; done < size; done += sizeof(block))
		if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block))
			return -1;
	/* What is dirty cannot be evicted. */
	return fsync(fd) == 0 ? fd : -1;
}

/* Asks the kernel to drop the file's pages, and looks whether it did. */
static bool evict(int fd, void *mapping, size_t size)
{
	size_t pages = size / lab_page(), resident = 0;
	unsigned char *state = malloc(pages);

	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	if (!state || mincore(mapping, size, state) < 0)
		resident = pages;
	else
		for (size_t i = 0; i < pages; i++)
			resident += state[i] & 1;
	free(state);
	return resident == 0;
}

static char *map_file(int fd, size_t size)
{
	char *file = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (file == MAP_FAILED)
		lab_skip("the file cannot be mapped: ask for less, as in SIZE=10M");
	return file;
}

static void file_steps(int fd, size_t size, double pages)
{
	char *file = map_file(fd, size);

	lab_region(file, size);
	if (evict(fd, file, size)) {
		lab_at_least("majflt_total", 1);
		lab_expect("anonymous_kib", 0, 0);
		expect_same_counts();
		LAB_STEP ("file-cold") {
			struct rusage before = used();
			double start = lab_seconds();

			lab_read_pages(file, size);
			report(before, start, pages);
		}
	} else {
		lab_skip_step("file-cold",
			      "the file's pages cannot be evicted (tmpfs?): set TMPDIR to "
			      "a folder on a disk");
	}

	/* A new mapping: the file is in the page cache, but not yet in this page table. */
	lab_read_pages(file, size);
	munmap(file, size);
	file = map_file(fd, size);
	/* The kernel maps up to 64 KiB around each fault. */
	size_t around = 64 * 1024 / lab_page();
	lab_at_most("minflt_total", (int64_t)(size / lab_page() / (around ? around : 1)) + 2);
	lab_expect("majflt_total", 0, 0);
	expect_same_counts();
	LAB_STEP ("file-warm") {
		struct rusage before = used();
		double start = lab_seconds();

		lab_read_pages(file, size);
		report(before, start, pages);
	}
	munmap(file, size);
}

int main(int argc, char **argv)
{
	size_t size = lab_size(argc, argv, 64 * LAB_MIB);
	int64_t pages = (int64_t)(size / lab_page()), size_kib = (int64_t)size / 1024;
	const int prot = PROT_READ | PROT_WRITE, anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
	char *buffer = mmap(NULL, size, prot, anonymous, -1, 0), *populated = NULL;
	int fd = make_file(size);

	if (buffer == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	if (fd < 0)
		lab_skip("no file of that size can be made: set TMPDIR, or ask for less");
	lab_region(buffer, size);

	lab_expect("minflt_total", pages, 0);
	lab_expect("majflt_total", 0, 0);
	lab_expect("anonymous_kib", size_kib, 0);
	expect_same_counts();
	LAB_STEP ("anon-touch") {
		struct rusage before = used();
		double start = lab_seconds();

		lab_write_pages(buffer, size);
		report(before, start, (double)pages);
	}

	lab_expect("minflt_total", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	expect_same_counts();
	LAB_STEP ("anon-again") {
		struct rusage before = used();
		double start = lab_seconds();

		lab_write_pages(buffer, size);
		report(before, start, (double)pages);
	}

	file_steps(fd, size, (double)pages);

	/* The kernel does the faults itself, in one call; they are still counted. */
	lab_expect("anonymous_kib", size_kib, 0);
	lab_expect("majflt_total", 0, 0);
	lab_at_most("minflt_total", pages);
	expect_same_counts();
	LAB_STEP ("populate") {
		struct rusage before = used();
		double start = lab_seconds();

		populated = mmap(NULL, size, prot, anonymous | MAP_POPULATE, -1, 0);
		report(before, start, (double)pages);
	}
	return populated == MAP_FAILED;
}
