/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/rights.h"
#include "util/file.h"

bool rights_is_first_map(const char *uid_map)
{
	unsigned inside, outside, count;

	return sscanf(uid_map, "%u %u %u", &inside, &outside, &count) == 3 && inside == 0 &&
	       outside == 0 && count == UINT_MAX;
}

enum rights rights_of_self(const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];

	/* A library can answer geteuid(2) in the kernel's stead, as fakeroot does. */
	if (syscall(SYS_geteuid) != 0)
		return geteuid() == 0 ? RIGHTS_FAKED : RIGHTS_USER;
	format(path, sizeof(path), "%s/self/uid_map", roots->proc);
	/* A kernel without user namespaces has no such file. */
	if (text_read(&text, path) < 0)
		return RIGHTS_ROOT;
	return rights_is_first_map(text.data) ? RIGHTS_ROOT : RIGHTS_NAMESPACE;
}
