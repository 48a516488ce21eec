/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

#include "i18n/intl.h"
#include "run/limits.h"
#include "util/inherited.h"
#include "util/size.h"

/* The CSV files, the texts of a lab, of the system and of a group, and some to spare. */
enum { FILES_LEAST = 64, STACK_KIB = 512 };

static int64_t soft_limit(unsigned which)
{
	struct rlimit limit;

	if (getrlimit(which, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return INT64_MAX;
	return (int64_t)limit.rlim_cur;
}

/* The soft limits are as high as they may be by now: what is left is a hard one. */
bool limits_stack_suffices(void)
{
	const int64_t stack = soft_limit(RLIMIT_STACK);
	char size[32];

	if (stack >= (int64_t)STACK_KIB * 1024)
		return true;
	warnx(_("a stack may have %s here, and pagelab needs %d KiB. Nothing was run. In a new "
		"terminal, or first as root, type: ulimit -s 8192"),
	      size_show(stack, size, sizeof(size)), STACK_KIB);
	return false;
}

bool limits_suffice(const char *who, bool quiet)
{
	const int64_t files = inherited_files_max(), space = soft_limit(RLIMIT_AS);
	char size[32];

	if (files < FILES_LEAST) {
		warnx(_("%s: %lld files may be open here, and a run needs %d. Nothing was run. In "
			"a new terminal, or first as root, type: ulimit -n 1024"),
		      who, (long long)files, FILES_LEAST);
		return false;
	}
	if (space < INT64_MAX && !quiet)
		warnx(_("%s: a program may have %s of addresses here (ulimit -v): a lab may be "
			"refused memory by that"),
		      who, size_show(space, size, sizeof(size)));
	return true;
}
