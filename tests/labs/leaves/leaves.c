/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	LAB_STEP ("left") {
		break;
	}
	LAB_STEP ("next") {
	}
	return 0;
}
