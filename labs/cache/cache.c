/* SPDX-License-Identifier: MIT */
/* cache: what was read stays in memory; what is written is there first, and on the disk later. */
#include "file.h"
#include "lab.h"

int main(int argc, char **argv)
{
	/* So much may wait for the disk, and the kernel does not begin to write. */
	const size_t most = (size_t)lab_dirty_room_kib() / 1024 * LAB_MIB;
	double cold_us = 0, warm_us = 0, write_us = 0, flush_us = 0;
	int64_t waiting = 0;

	const size_t size = lab_size_within(argc, argv, 64 * LAB_MIB, most / 2);
	const int64_t n = (int64_t)size / 1024;

	if (size > most)
		lab_skip("so much may not wait for the disk, the kernel would write at once. Type: "
			 "make lab-cache SIZE=8M");
	file_make(size);
	for (int tries = 0; tries < 20 && file_in_cache_kib() < n; tries++)
		file_read();

	lab_expect("m:was_in_cache_kib", n, 0);
	lab_expect("m:in_cache_kib", 0, 0);
	LAB_STEP ("evict") {
		lab_measure("was_in_cache_kib", (double)file_in_cache_kib(), "KiB");
		file_drop();
		measure_in_cache(0);
	}

	lab_expect("m:in_cache_kib", n, 0);
	lab_expect("anonymous_kib", 0, 0);
	LAB_STEP ("read") {
		cold_us = measure_read(1);
		measure_in_cache(n);
	}

	lab_expect("m:in_cache_kib", n, 0);
	if (file_from_disk_kib() >= 0)
		lab_expect("m:from_disk_kib", 0, 0);
	lab_at_least("m:saved_us", 1);
	LAB_STEP ("read-again") {
		warm_us = measure_read(3); /* others use this CPU too */
		measure_in_cache(n);
		lab_measure("saved_us", cold_us - warm_us, "us");
		lab_measure("times_faster", cold_us / warm_us, "times");
	}

	lab_expect("m:in_cache_kib", n, 0);
	lab_at_least("m:dirty_kib", n / 10 * 9);
	LAB_STEP ("write") {
		write_us = measure_dirty(file_write, file_flush);
		waiting = file_dirty_kib();
		measure_in_cache(n);
	}

	lab_expect("m:in_cache_kib", n, 0);
	lab_at_most("m:dirty_kib", -n / 10 * 9);
	LAB_STEP ("flush") {
		const int64_t by_itself = waiting - file_dirty_kib();

		/* Who waited at this step for half a minute sees that the kernel has written it. */
		lab_measure("written_by_itself_kib", (double)by_itself, "KiB");
		if (by_itself > n / 20)
			file_write();
		flush_us = measure_dirty(file_flush, file_write);
		measure_in_cache(n);
		lab_measure("times_slower", flush_us / write_us, "times");
	}
	return 0;
}
