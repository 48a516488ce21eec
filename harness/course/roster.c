/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "course/roster.h"
#include "course/seed.h"
#include "i18n/intl.h"
#include "util/folder.h"
#include "util/utf8.h"

/* A list that another program makes, <(...), is a pipe that the user chose; any other one would be waited for. */
static int read_list(struct text *t, const char *path)
{
	if (strncmp(path, "/dev/fd/", 8) != 0 && strcmp(path, "/dev/stdin") != 0)
		return text_read_plain(t, AT_FDCWD, path);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	return text_pread_most(t, fd < 0 ? -errno : fd, FOLDER_LIST_MIB);
}

int roster_read(struct names *names, const char *path, char *problem, size_t room)
{
	CLEANUP_TEXT struct text text = {0};
	const size_t before = names->count;
	struct names_wrong at = {0};
	int error = read_list(&text, path);

	/* The text of a program for tables may be UTF-16: then there is a NUL in it. */
	if (!error && strlen(text.data) != text.len)
		error = -ENODATA;
	if (!error)
		error = names_add_lines(names, text.data, seed_wrong, &at);
	if (!error && names->count == before)
		error = -ENODATA;
	if (error == -EINVAL)
		snprintf(problem, room, _("%s, line %zu: %s"), path, at.line, _(at.why));
	else if (error)
		snprintf(problem, room, _("%s: %s. Expected a student's id on each line"), path,
			 error == -ENODATA ? _("nobody is named there") : intl_error(-error));
	if (error)
		utf8_clean(problem);
	return error;
}
