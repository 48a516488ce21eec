/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	LAB_STEP ("null") {
	}
	return 0;
}
