/* SPDX-License-Identifier: MIT */
/*
 * The course text's program without its prompts: where it waited for Enter stands pause_here().
 * It is compiled twice (lab.mk): as the text does it, and with the optimiser on.
 */
#include <stdlib.h>
#include <string.h>

void pause_here(void);

int TEXT_PROGRAM(size_t size);

int TEXT_PROGRAM(size_t size)
{
	char *buffer = malloc(size);
	if (!buffer)
		return 1;

	pause_here();

	memset(buffer, 0, size);

	pause_here();
	free(buffer);
	return 0;
}
