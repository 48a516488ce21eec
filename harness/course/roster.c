/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "course/roster.h"
#include "course/seed.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/utf8.h"

int roster_read(struct names *names, const char *path, char *problem, size_t room)
{
	CLEANUP_TEXT struct text text = {0};
	const size_t before = names->count;
	struct names_wrong at = {0};
	int error = text_read(&text, path);

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
