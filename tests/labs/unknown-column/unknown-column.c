/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	lab_expect("vm_rss_kb", 0, 0);
	LAB_STEP ("never") {
	}
	return 0;
}
