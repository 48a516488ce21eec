/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	LAB_STEP ("forever") {
		for (volatile int i = 0;; i++)
			;
	}
	return 0;
}
