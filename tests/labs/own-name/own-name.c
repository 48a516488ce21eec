/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	LAB_STEP ("own-name") {
	}
	return 0;
}
