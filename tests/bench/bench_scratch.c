/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench_scratch.h"
#include "util/file.h"

int bench_scratch_make(char folder[PATH_MAX])
{
	const char *temporary = getenv("TMPDIR");

	format(folder, PATH_MAX, "%s/pagelab-bench-XXXXXX",
	       temporary && *temporary ? temporary : "/tmp");
	return mkdtemp(folder) ? 0 : -errno;
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *where)
{
	(void)stat;
	(void)kind;
	(void)where;
	return remove(path);
}

void bench_scratch_remove(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
