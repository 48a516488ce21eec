/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "lab.h"

int main(void)
{
	LAB_STEP ("waiting") {
		for (;;)
			pause();
	}
	return 0;
}
