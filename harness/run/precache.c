/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "run/precache.h"
#include "util/file.h"

void precache(const struct roots *roots, const char *program)
{
	CLEANUP_TEXT struct text maps = {0}, file = {0};
	char path[PATH_MAX], *save, *line;
	const char *last = "";

	text_read(&file, program);
	format(path, sizeof(path), "%s/%d/maps", roots->proc, getpid());
	if (text_read(&maps, path) < 0)
		return;
	for (line = strtok_r(maps.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		const char *name = strchr(line, '/');

		/* The mappings of one file stand together. */
		if (name && strcmp(name, last) != 0) {
			text_read(&file, name);
			last = name;
		}
	}
}
