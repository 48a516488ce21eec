/* SPDX-License-Identifier: MIT */
/* What of a run's folder goes into the archive. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course/submit_internal.h"
#include "record/schema.h"
#include "util/file.h"
#include "util/line.h"

enum { OTHERS = 2 };

/* The files that a run may have, NULL behind the last. */
static const char *file_of_run(int i)
{
	static const char *const others[OTHERS] = {"run.json", "datapackage.json"};

	if (i < OTHERS)
		return others[i];
	return i - OTHERS < FILES ? schema_file((enum file)(i - OTHERS)) : NULL;
}

static bool is_there(const char *folder, const char *name, struct stat *info)
{
	char path[PATH_MAX];

	return path_join(path, sizeof(path), folder, name) == 0 && lstat(path, info) == 0;
}

const char *submit_foreign_file(const char *path)
{
	const char *name;
	struct stat info;

	for (int i = 0; (name = file_of_run(i)); i++)
		if (is_there(path, name, &info) && !S_ISREG(info.st_mode))
			return name;
	return NULL;
}

int submit_stage_run(const char *path, const char *staged)
{
	char whole[PATH_MAX], target[PATH_MAX], link[PATH_MAX];
	const char *name;
	struct stat info;

	if (!realpath(path, whole) || mkdir(staged, 0777) < 0)
		return -errno;
	for (int i = 0; (name = file_of_run(i)); i++) {
		if (path_join(target, sizeof(target), whole, name) < 0 ||
		    path_join(link, sizeof(link), staged, name) < 0)
			return -ENAMETOOLONG;
		const int error = is_there(whole, name, &info) ? submit_put(target, link) : 0;
		if (error)
			return error;
	}
	return 0;
}
