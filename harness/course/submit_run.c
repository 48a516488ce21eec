/* SPDX-License-Identifier: MIT */
/* What of a run's folder goes into the archive. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "course/submit_internal.h"
#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "record/schema.h"
#include "util/folder.h"
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

const char *submit_foreign_file(int folder)
{
	const char *name;
	struct stat info;

	for (int i = 0; (name = file_of_run(i)); i++)
		if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(info.st_mode))
			return name;
	return NULL;
}

int submit_stage_run(int folder, const char *staged)
{
	char as[PATH_MAX];
	const char *name;

	if (mkdir(staged, 0777) < 0)
		return -errno;
	for (int i = 0; (name = file_of_run(i)); i++) {
		if (path_join(as, sizeof(as), staged, name) < 0)
			return -ENAMETOOLONG;
		CLEANUP_FD int in = folder_open_file(folder, name, FOLDER_SERIES_MIB);
		const int error = in == -ENOENT ? 0 : submit_put(in, as, FOLDER_SERIES_MIB);
		if (error)
			return error;
	}
	return 0;
}

void submit_say_untold(const struct submission *s, const struct recorded *run, char *why,
		       size_t room)
{
	struct labconf conf;

	if (catalogue_read_lab(s->options->root, run->lab, &conf) < 0)
		snprintf(why, room, _("there is no lab %s here"), run->lab);
	else if (run->page_bytes.known)
		snprintf(why, room,
			 _("whose numbers these are cannot be told: %s is not built. "
			   "Type: make"),
			 run->lab);
	else
		snprintf(why, room, _("run.json does not say how large a page was"));
}
