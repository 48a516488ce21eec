/* SPDX-License-Identifier: MIT */
/* Reads single values out of a JSON text of ours, or of one that only looks like it. */
#include <string.h>

#include "util/json.h"
#include "util/number.h"
#include "util/utf8.h"

static const char blanks[] = " \t\r\n";

/* Behind the string that starts at s (at its opening quote). */
static const char *behind_string(const char *s)
{
	for (s++; *s && *s != '"'; s++)
		if (*s == '\\' && s[1])
			s++;
	return *s ? s + 1 : s;
}

/* Where the value of that key of the object at s begins, or NULL. */
static const char *value_of(const char *s, const char *key, size_t key_len)
{
	int depth = 0;

	while (*s) {
		const char *start = s;

		if (*s == '{' || *s == '[')
			depth++;
		if ((*s == '}' || *s == ']') && --depth <= 0)
			return NULL;
		s = *s == '"' ? behind_string(s) : s + 1;
		if (*start != '"' || depth != 1 || (size_t)(s - start) != key_len + 2 ||
		    memcmp(start + 1, key, key_len) != 0)
			continue;
		s += strspn(s, blanks);
		if (*s == ':')
			return s + 1 + strspn(s + 1, blanks);
	}
	return NULL;
}

/* The same for "outer.inner". */
static const char *value_at(const char *s, const char *path)
{
	for (;;) {
		const size_t len = strcspn(path, ".");

		s = value_of(s, path, len);
		if (!s || !path[len])
			return s;
		path += len + 1;
	}
}

const char *json_find_object(const char *text, const char *path, size_t n)
{
	const char *s = value_at(text, path);
	int depth = 0;

	if (!s || *s != '[')
		return NULL;
	for (s++; *s && (depth || *s != ']'); s = *s == '"' ? behind_string(s) : s + 1) {
		if (*s == '{' && !depth && n-- == 0)
			return s;
		depth += *s == '{' || *s == '[';
		depth -= *s == '}' || *s == ']';
	}
	return NULL;
}

struct value json_find_int(const char *text, const char *path)
{
	const char *s = value_at(text, path);

	return s ? parse_number(&s, s + strcspn(s, ",}] \t\r\n")) : unknown;
}

bool json_find_bool(const char *text, const char *path)
{
	const char *s = value_at(text, path);

	return s && strncmp(s, "true", 4) == 0;
}

bool json_find_text(const char *text, const char *path, char *out, size_t room)
{
	const char *s = value_at(text, path);
	size_t len = 0;

	out[0] = '\0';
	if (!s || *s != '"')
		return false;
	for (s++; *s && *s != '"' && len + 1 < room; s++) {
		const bool escaped = *s == '\\' && s[1];

		s += escaped;
		/* We write no other escape than \" \\ and \u00XX of a control character. */
		out[len++] = escaped && *s != '"' && *s != '\\' && *s != '/' ? '?' : *s;
		if (escaped && *s == 'u')
			s += strnlen(s + 1, 4);
	}
	out[len] = '\0';
	utf8_clean(out);
	return true;
}
