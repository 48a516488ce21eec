/* SPDX-License-Identifier: MIT */
/* trap-optimiser: the same source twice; the compiler may leave out memory that nobody looks at. */
#include "lab.h"

/* text.c, compiled with -O0 and with -O1. */
int text_plain(size_t size);
int text_optimised(size_t size);
void pause_here(void);

/* Where the course text's program waits for Enter. */
void pause_here(void)
{
}

int main(int argc, char **argv)
{
	size_t size = lab_size(argc, argv, 100 * LAB_MIB);
	int64_t pages = (int64_t)(size / lab_page());

	/* One more than the buffer has: malloc's note in front shifts it across a page. */
	lab_expect("minflt_total", pages + 1, 0);
	lab_expect("m:returned", 0, 0);
	LAB_STEP ("plain") {
		lab_measure("returned", text_plain(size), "code");
	}

	lab_at_most("minflt_total", 4);
	lab_expect("m:returned", 0, 0);
	LAB_STEP ("optimised") {
		lab_measure("returned", text_optimised(size), "code");
	}
	return 0;
}
