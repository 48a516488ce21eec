/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "lab.h"

int main(void)
{
	LAB_STEP ("gives-up") {
		exit(3);
	}
	return 0;
}
