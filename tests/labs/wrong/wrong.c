/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	lab_expect("minflt_total", 7, 0);
	LAB_STEP ("nothing") {
	}
	return 0;
}
