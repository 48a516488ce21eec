/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	pid_t pid = lab_fork("busy");

	if (pid < 0)
		lab_skip("fork is not allowed here");
	if (pid == 0)
		for (volatile int i = 0;; i++)
			;
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("rests") {
	}
	return 0;
}
