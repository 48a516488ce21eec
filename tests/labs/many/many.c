/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "lab.h"

enum { MEASURES = 100, REGIONS = 20, STEPS = 40 };

/* More of everything than any lab needs: none of it may be lost. */
int main(void)
{
	char *memory = aligned_alloc(lab_page(), REGIONS * 2 * lab_page()), name[16];

	if (!memory)
		return 1;
	for (int i = 0; i < REGIONS; i++)
		lab_region(memory + (size_t)i * 2 * lab_page(), lab_page());
	lab_region(memory, lab_page()); /* told twice: one region */
	for (int i = 0; i < MEASURES; i++) {
		snprintf(name, sizeof(name), "m:n%d", i);
		lab_expect(name, i, 0);
	}
	LAB_STEP ("measures") {
		for (int i = 0; i < MEASURES; i++) {
			snprintf(name, sizeof(name), "n%d", i);
			lab_measure(name, i, "number");
		}
	}
	for (int i = 1; i < STEPS; i++)
		LAB_STEP ("again") {
			lab_measure("flat", i, "number");
		}
	LAB_STEP ("curve") {
		for (int i = 1; i <= MEASURES; i++)
			lab_measure_at("rises", i, i * 2.5, "ns");
	}
	for (int i = 0; i < REGIONS; i++)
		lab_skip_step("left-out", "there are enough");
	free(memory);
	return 0;
}
