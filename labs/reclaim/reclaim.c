/* SPDX-License-Identifier: MIT */
/* reclaim: page cache past the limit is given up again; anonymous memory past it kills. */
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "lab.h"

/* The file is so many rooms large; a room is taken in so many slices. */
enum { FILE_ROOMS = 4, SLICES = 32 };

static double cached_kib(int file)
{
	return (double)(lab_cached_pages(file) * (int64_t)lab_page() / 1024);
}

/* Reads it from its beginning to its end. */
static double read_kib(int file)
{
	static char block[64 * 1024];
	size_t done = 0;
	ssize_t n;

	while ((n = pread(file, block, sizeof(block), (off_t)done)) > 0)
		done += (size_t)n;
	return (double)(done / 1024);
}

int main(void)
{
	const size_t room = lab_need_cap(), slice = room / SLICES;
	const size_t size = FILE_ROOMS * room;
	/* Where pages cannot leave (tmpfs) the file would fill the room: a small one tells. */
	const int small = lab_file(LAB_MIB);
	const int file = small >= 0 && lab_drop(small) ? lab_file(size) : -1;
	const bool has_file = file >= 0 && lab_drop(file);
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
			lab_measure("read_kib", read_kib(file), "KiB");
			lab_measure("file_in_cache_kib", cached_kib(file), "KiB");
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
					       cached_kib(file), "KiB");
		}
	}
	return 0; /* nobody comes here */
}
