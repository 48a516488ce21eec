/* SPDX-License-Identifier: MIT */
/* pressure: above memory.high nobody is killed. The program is held up, and the kernel counts it.
 */
#include <sys/mman.h>

#include "lab.h"

/* Touches so much new memory. How long it took. */
static double work(size_t size)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const double start = lab_seconds();

	if (memory == MAP_FAILED)
		lab_skip("mmap refused: strict overcommit? See overcommit_memory");
	lab_write_pages(memory, size);
	const double seconds = lab_seconds() - start;
	lab_measure("mib_per_s", (double)size / (double)LAB_MIB / seconds, "MiB/s");
	return seconds;
}

int main(void)
{
	const size_t room = lab_need_cap(); /* memory.max: nobody gets there */
	const size_t high = lab_need_high();
	/* Twice this is 1/16 above memory.high. The wait grows with the square of that share. */
	const size_t size = high / 32 * 17 / lab_page() * lab_page();
	double below = 0, above = 0;

	if (2 * size > room / 8 * 7)
		lab_skip("memory.high is too near to memory.max: see lab.conf");

	lab_expect("minflt_total", (int64_t)(size / lab_page()), 0);
	lab_expect_of("group", "cg_psi_mem_some_us_total", 0, 0);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("below-high") {
		below = work(size);
	}

	/* The same work. The kernel does not bother to hold up for less than 10 ms. */
	lab_expect("minflt_total", (int64_t)(size / lab_page()), 0);
	lab_at_least_of("group", "cg_psi_mem_some_us_total", 10000);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	lab_at_least("m:times_slower", 2);
	LAB_STEP ("above-high") {
		above = work(size);
		lab_measure("times_slower", above / below, "times");
		lab_measure("lost_us", (above - below) * 1e6, "us");
	}
	return 0;
}
