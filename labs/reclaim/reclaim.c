/* SPDX-License-Identifier: MIT */
/* reclaim: page cache past the limit is given up again; anonymous memory past it kills. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

/* The file is so many rooms large; a room is taken in so many slices. */
enum { FILE_ROOMS = 4, SLICES = 32 };

static char block[64 * 1024];

static struct {
	int fd;
	size_t size;
	char *pages;	      /* mapped, to ask for them only: nobody touches them here */
	unsigned char *state; /* a byte for each page */
} file;

/* How much of the file is in the page cache, in KiB. */
static double in_cache_kib(void)
{
	size_t cached = 0;

	if (mincore(file.pages, file.size, file.state) < 0)
		return 0;
	for (size_t i = 0; i < file.size / lab_page(); i++)
		cached += file.state[i] & 1;
	return (double)(cached * lab_page() / 1024);
}

static double read_kib(void)
{
	size_t done = 0;
	ssize_t n;

	while ((n = pread(file.fd, block, sizeof(block), (off_t)done)) > 0)
		done += (size_t)n;
	return (double)(done / 1024);
}

/* A file without a name, on a disk if there is one: it is gone when the lab ends. */
static bool open_file(size_t size)
{
	const char *folder = getenv("TMPDIR");
	char template[] = "/var/tmp/pagelab-XXXXXX";

	file.size = size;
	file.fd = open(folder ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (file.fd < 0 && (file.fd = mkstemp(template)) >= 0)
		unlink(template);
	if (file.fd < 0 || ftruncate(file.fd, (off_t)size) < 0)
		return false;
	file.pages = mmap(NULL, size, PROT_READ, MAP_SHARED, file.fd, 0);
	file.state = malloc(size / lab_page());
	return file.pages != MAP_FAILED && file.state;
}

/*
 * Fills the file, a slice of the room at a time. What is written is dirty: it cannot be given up
 * before the disk has it, so each slice is synced, and then dropped. False where pages do not leave
 * (tmpfs), or do not come back when they are read.
 */
static bool fill_file(size_t slice)
{
	lab_fill(block, sizeof(block));
	for (size_t done = 0, end; done < file.size;) {
		for (end = done + slice; done < end && done < file.size; done += sizeof(block))
			if (pwrite(file.fd, block, sizeof(block), (off_t)done) <= 0)
				return false;
		if (fsync(file.fd) < 0 || posix_fadvise(file.fd, 0, 0, POSIX_FADV_DONTNEED) != 0 ||
		    in_cache_kib() > 0)
			return false;
	}
	return pread(file.fd, block, sizeof(block), 0) > 0 && in_cache_kib() > 0 &&
	       posix_fadvise(file.fd, 0, 0, POSIX_FADV_DONTNEED) == 0;
}

int main(void)
{
	const size_t room = lab_need_cap(), slice = room / SLICES;
	const size_t size = FILE_ROOMS * room / sizeof(block) * sizeof(block);
	const bool has_file = open_file(size) && fill_file(slice);
	char *buffer = malloc(2 * room);

	if (!buffer)
		lab_skip("malloc refused twice the limit: see overcommit_memory");
	if (has_file) {
		lab_expect("m:read_kib", (int64_t)size / 1024, 0);
		lab_expect("anonymous_kib", 0, 0);
		lab_expect_of("group", "cg_oom_kill_total", 0, 0);
		lab_at_least_of("group", "cg_max_hits_total", 1);
		lab_at_least_of("group", "cg_file_bytes", (int64_t)room / 2);
		lab_at_most_of("group", "cg_peak_bytes", (int64_t)room);
		LAB_STEP ("read-file") {
			lab_measure("read_kib", read_kib(), "KiB");
			lab_measure("file_in_cache_kib", in_cache_kib(), "KiB");
		}
		lab_at_most("m:file_in_cache_kib", (int64_t)room / 1024 / 8);
	} else {
		lab_skip_step("read-file",
			      "no file can be made whose pages can be given up (tmpfs? "
			      "It cannot, without swap): set TMPDIR");
	}

	lab_expect_of("group", "cg_oom_kill_total", 1, 0);
	LAB_STEP ("anonymous") {
		for (size_t done = 0; done < 2 * room; done += slice) {
			lab_write_pages(buffer + done, slice);
			if (has_file)
				lab_measure_at("file_in_cache_kib", (double)(done + slice) / 1024,
					       in_cache_kib(), "KiB");
		}
	}
	return 0; /* nobody comes here */
}
