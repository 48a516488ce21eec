/* SPDX-License-Identifier: MIT */
/* The student's own file in the archive: one ordinary file, never a folder with all that is in it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course/submit_internal.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/line.h"
#include "util/utf8.h"

enum { ANSWERS_MIB = 64 };

int submit_answers_fit(const char *path, char *why, size_t room)
{
	struct stat info;
	int error = 0;

	if (stat(path, &info) < 0) {
		error = errno == ENOENT || errno == ENOTDIR ? -ENOENT : -EINVAL;
		snprintf(why, room, "%s: %s", path, intl_error(errno));
	} else if (!S_ISREG(info.st_mode)) {
		error = -EINVAL;
		snprintf(why, room, _("%s is no ordinary file"), path);
	} else if (info.st_size > (off_t)ANSWERS_MIB << 20) {
		error = -EINVAL;
		snprintf(why, room, _("%s has more than %d MiB"), path, ANSWERS_MIB);
	} else if (access(path, R_OK) < 0) {
		error = -EINVAL;
		snprintf(why, room, "%s: %s", path, intl_error(errno));
	}
	utf8_clean(why);
	return error;
}

/* As answers-NAME. */
int submit_add_answers(struct submission *s)
{
	const char *from = s->options->answers;
	char target[PATH_MAX], name[NAME_MAX + 1], link[PATH_MAX];

	if (!from)
		return 0;
	const char *last = strrchr(from, '/');

	line_set(name, sizeof(name), "answers-%s", last ? last + 1 : from);
	if (path_join(link, sizeof(link), s->stage, name) < 0)
		return submit_fail(s, -ENAMETOOLONG, line_part(from, 60));
	if (!realpath(from, target))
		return submit_fail(s, -errno, from);
	return submit_fail(s, submit_put(target, link), from);
}
