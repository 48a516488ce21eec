/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	lab_expect("m:never", 1, 0);
	LAB_STEP ("forgets") {
		lab_measure("sometimes", 1, "times");
	}
	return 0;
}
