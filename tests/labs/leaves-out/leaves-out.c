/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include "lab.h"

int main(void)
{
	bool possible = false;

	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("first") {
	}
	lab_expect("minflt_total", 1000, 0); /* forgotten with its step */
	if (!possible) {
		lab_skip_step("second", "there is no second");
	} else {
		LAB_STEP ("second") {
		}
	}
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("third") {
	}
	return 0;
}
