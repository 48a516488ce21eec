/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "lab.h"

int main(void)
{
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("stopping") {
		for (int i = 0; i < 3; i++)
			raise(SIGSTOP);
	}
	return 0;
}
