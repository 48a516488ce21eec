/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>

#include "kernel/vm_guest.h"
#include "util/file.h"

static const char word[] = "pagelab.vm";

bool guest_parse(const char *cmdline)
{
	while (*cmdline) {
		const size_t blanks = strspn(cmdline, " \t\n"),
			     len = strcspn(cmdline + blanks, " \t\n");

		cmdline += blanks;
		if (len == sizeof(word) - 1 && memcmp(cmdline, word, len) == 0)
			return true;
		cmdline += len;
	}
	return false;
}

bool guest_is_here(const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/cmdline", roots->proc);
	return text_read(&text, path) == 0 && guest_parse(text.data);
}
