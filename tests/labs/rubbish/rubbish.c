/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"

int main(void)
{
	static const char rubbish[] =
		"\t\t\nexpect\tlab\tvm_size_kib\t=\tx\t0\nsize\t-1\n\001\002\n";
	const char *colon = getenv("PAGELAB") ? strchr(getenv("PAGELAB"), ':') : NULL;
	char block[8192];

	memset(block, 'x', sizeof(block));
	if (colon) {
		int fd = atoi(colon + 1);

		(void)!write(fd, rubbish, sizeof(rubbish) - 1);
		(void)!write(fd, block, sizeof(block));
		(void)!write(fd, "\n", 1);
	}
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("after-all") {
	}
	return 0;
}
