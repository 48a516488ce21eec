/* SPDX-License-Identifier: MIT */
#include <sys/mman.h>

#include "lab.h"

enum { STEPS = 100, PAGES = 8 };

int main(void)
{
	size_t each = PAGES * lab_page();
	char *memory = mmap(NULL, STEPS * each, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);

	if (memory == MAP_FAILED)
		lab_skip("no memory");
	for (int i = 0; i < STEPS; i++) {
		lab_expect("minflt_total", PAGES, 0);
		LAB_STEP ("eight") {
			lab_write_pages(memory + (size_t)i * each, each);
		}
	}
	return 0;
}
