/* SPDX-License-Identifier: MIT */
/* The file of cache.c: what is done with it, and what the kernel tells of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file.h"
#include "lab.h"

enum { CACHESTAT = 451 }; /* cachestat(2), Linux 6.5: of one file, and nobody else's */

static char block[64 * 1024];
static size_t size;
static int file = -1;
static int64_t given_up_before; /* pages of files, by the whole machine */

void file_read(void)
{
	for (size_t done = 0; done < size; done += sizeof(block))
		if (pread(file, block, sizeof(block), (off_t)done) < 0)
			lab_skip("the file cannot be read any more");
}

void file_write(void)
{
	for (size_t done = 0, n; done < size; done += n) {
		n = size - done < sizeof(block) ? size - done : sizeof(block);
		if (pwrite(file, block, n, (off_t)done) != (ssize_t)n)
			lab_skip("the file cannot be written to: is the disk full?");
	}
}

void file_flush(void)
{
	fsync(file);
}

/* What cachestat(2) tells of the file, in pages; evicted: the kernel needed their place. */
struct pages {
	uint64_t cached, dirty, writeback, evicted, recently_evicted;
};

static bool tells(struct pages *pages)
{
	uint64_t all[2] = {0, 0};

	return syscall(CACHESTAT, file, all, pages, 0) == 0;
}

/* Of the file; on older kernels of the whole machine. */
int64_t file_dirty_kib(void)
{
	struct pages pages;

	if (tells(&pages))
		return (int64_t)((pages.dirty + pages.writeback) * lab_page() / 1024);
	return lab_look(0, "dirty_kib") + lab_look(0, "writeback_kib");
}

/*
 * How long the act takes, in microseconds. m:dirty_kib: by how much it changes what is dirty. Where
 * others change that too, the act is undone and tried again.
 */
double measure_dirty(void (*act)(void), void (*undo)(void))
{
	for (int tries = 0; tries < 20; tries++) {
		const int64_t before = file_dirty_kib();
		const double start = lab_seconds();
		act();
		const double end = lab_seconds();
		const int64_t after = file_dirty_kib();

		while (lab_seconds() < 2 * end - start) /* do nothing, as long as it took */
			;
		if (llabs(file_dirty_kib() - after) <= (int64_t)size / 1024 / 20) {
			lab_measure("dirty_kib", (double)(after - before), "KiB");
			lab_measure("us", (end - start) * 1e6, "us");
			return (end - start) * 1e6;
		}
		undo();
	}
	lab_skip("too noisy: others write to the disk too. Try again, or type: make vm-cache");
}

/* How much this process has had read from disks, in KiB: proc_pid_io(5). -1: it is not told. */
int64_t file_from_disk_kib(void)
{
	FILE *io = fopen("/proc/self/io", "re");
	int64_t bytes;
	const bool known = io && fscanf(io,
					"rchar: %*d wchar: %*d syscr: %*d syscw: %*d "
					"read_bytes: %" SCNd64,
					&bytes) == 1;

	if (io)
		fclose(io);
	return known ? bytes / 1024 : -1;
}

int64_t file_in_cache_kib(void)
{
	return lab_cached_pages(file) * (int64_t)lab_page() / 1024;
}

/*
 * Where memory is short, or somebody has it reclaimed, the kernel may give up pages of our file
 * too. It tells of each: nothing can be shown then.
 */
void measure_in_cache(int64_t wanted_kib)
{
	const int64_t kib = file_in_cache_kib(), page_kib = (int64_t)lab_page() / 1024;
	int64_t given_up = lab_vmstat("pgsteal_file") - given_up_before;
	struct pages pages;

	if (tells(&pages))
		given_up = (int64_t)pages.evicted;
	if (kib < wanted_kib && given_up * page_kib >= wanted_kib - kib)
		lab_skip("the kernel gave up page cache meanwhile, and some of it was the file's. "
			 "Try again, or type: make vm-cache");
	lab_measure("in_cache_kib", (double)kib, "KiB");
}

/* Reads the file so many times. Of the fastest: how long it took, and what came from the disk. */
double measure_read(int times)
{
	double least = 0;
	int64_t from_disk = -1;

	for (int t = 0; t < times; t++) {
		const int64_t before = file_from_disk_kib();
		const double start = lab_seconds();
		file_read();
		const double us = (lab_seconds() - start) * 1e6;

		if (t == 0 || us < least) {
			least = us;
			from_disk = before < 0 ? -1 : file_from_disk_kib() - before;
		}
	}
	if (from_disk >= 0)
		lab_measure("from_disk_kib", (double)from_disk, "KiB");
	lab_measure("us", least, "us");
	return least;
}

void file_make(size_t bytes)
{
	size = bytes;
	file = lab_file(size);
	if (file < 0 || !lab_drop(file))
		lab_skip("no file can be made whose pages can be dropped (tmpfs?): set TMPDIR to a "
			 "folder on a disk, or type: make vm-cache");
	given_up_before = lab_vmstat("pgsteal_file");
}

void file_drop(void)
{
	lab_drop(file);
}
