/* SPDX-License-Identifier: MIT */
/* empty-steps: a thousand steps that do nothing. Whatever moves in them is the harness's doing. */
#include "lab.h"

int main(void)
{
	for (int i = 0; i < 1000; i++)
		LAB_STEP ("nothing") {
		}
	return 0;
}
