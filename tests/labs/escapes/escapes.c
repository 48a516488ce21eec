/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "lab.h"

int main(void)
{
	printf("\033[31mred\033[0m\n");
	LAB_STEP ("=1+1,\"\033[2J") {
		lab_measure("@sum", 1, "-a\033[31m");
	}
	return 0;
}
