/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "util/line.h"
#include "util/utf8.h"

enum { PARTS = 8, PART = 256 };

bool line_vset(char *out, size_t room, const char *how, va_list args)
{
	const int len = vsnprintf(out, room, how, args);

	if (len >= 0 && (size_t)len < room)
		return true;
	if (room)
		out[len < 0 ? 0 : utf8_whole(out, room - 1)] = '\0';
	return false;
}

bool line_set(char *out, size_t room, const char *how, ...)
{
	va_list args;

	va_start(args, how);
	const bool whole = line_vset(out, room, how, args);
	va_end(args);
	return whole;
}

bool line_vadd(char *out, size_t room, const char *how, va_list args)
{
	const size_t len = strnlen(out, room);

	return line_vset(out + len, room - len, how, args);
}

bool line_add(char *out, size_t room, const char *how, ...)
{
	va_list args;

	va_start(args, how);
	const bool whole = line_vadd(out, room, how, args);
	va_end(args);
	return whole;
}

const char *line_part(const char *text, size_t bytes)
{
	static char parts[PARTS][PART];
	static size_t next;
	char *out = parts[next++ % PARTS];

	line_set(out, bytes < PART ? bytes + 1 : PART, "%s", text);
	utf8_clean(out);
	return out;
}

int path_join(char *out, size_t room, const char *folder, const char *name)
{
	if (line_set(out, room, "%s/%s", folder, name))
		return 0;
	out[0] = '\0';
	return -ENAMETOOLONG;
}
