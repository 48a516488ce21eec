/* SPDX-License-Identifier: MIT */
#include "lab.h"

static volatile int *volatile nowhere;

int main(void)
{
	LAB_STEP ("boom") {
		*nowhere = 1;
	}
	return 0;
}
