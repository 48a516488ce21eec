/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	lab_expect("m:count", 4999, 0);
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("flood") {
		for (int i = 0; i < 5000; i++)
			lab_measure("count", i, "times");
	}
	return 0;
}
