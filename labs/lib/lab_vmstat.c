/* SPDX-License-Identifier: MIT */
/* lab_vmstat: numbers of /proc/vmstat that are no columns. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lab.h"

int64_t lab_vmstat(const char *name)
{
	FILE *file = fopen("/proc/vmstat", "re");
	int64_t found = -1, n;
	char word[64];

	while (file && found < 0 && fscanf(file, "%63s %" SCNd64, word, &n) == 2)
		if (strcmp(word, name) == 0)
			found = n;
	if (file)
		fclose(file);
	return found;
}

int64_t lab_dirty_room_kib(void)
{
	const int64_t pages = lab_vmstat("nr_dirty_background_threshold");

	if (pages < 0)
		lab_skip("nr_dirty_background_threshold of /proc/vmstat cannot be read here. Type: "
			 "make doctor");
	const int64_t room = pages * (int64_t)lab_page() / 1024 - lab_look(0, "dirty_kib");
	return room > 0 ? room : 0;
}
