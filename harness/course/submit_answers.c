/* SPDX-License-Identifier: MIT */
/* The student's own file in the archive: one ordinary file, never a folder with all that is in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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
	char name[NAME_MAX + 1], as[PATH_MAX];

	if (!from)
		return 0;
	const char *last = strrchr(from, '/');

	if (!line_set(name, sizeof(name), "answers-%s", last ? last + 1 : from) ||
	    path_join(as, sizeof(as), s->stage, name) < 0)
		return submit_fail(s, -ENAMETOOLONG, line_part(from, 60));
	CLEANUP_FD int in = open(from, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat info;
	int error = in < 0 || fstat(in, &info) < 0 ? -errno : 0;
	if (!error && !S_ISREG(info.st_mode))
		error = -FILE_NOT_PLAIN;
	if (!error)
		error = submit_put(in, as, ANSWERS_MIB);
	return submit_fail(s, error, error == -ENOSPC ? s->archive : line_part(from, 250));
}
