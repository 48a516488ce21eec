/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	lab_expect_of("wroker", "minflt_total", 0, 0);
	LAB_STEP ("alone") {
	}
	return 0;
}
