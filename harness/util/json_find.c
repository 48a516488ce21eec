/* SPDX-License-Identifier: MIT */
/* Reads single values out of a JSON text of ours, or of one that only looks like it. */
#include <string.h>

#include "util/json.h"
#include "util/number.h"
#include "util/utf8.h"

/* Deeper is no run.json: it would only fill the stack. */
enum { DEEPEST = 64 };

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

/*
 * A parser of RFC 8259 that keeps nothing. Each of these returns what stands behind the thing that
 * begins at s, or NULL where no such thing does.
 */
static const char *skip_string(const char *s)
{
	if (*s++ != '"')
		return NULL;
	for (; *s != '"'; s++) {
		if ((unsigned char)*s < ' ')
			return NULL;
		if (*s != '\\')
			continue;
		s++;
		if (*s == 'u' && strspn(s + 1, "0123456789abcdefABCDEF") >= 4)
			s += 4;
		else if (!*s || !strchr("\"\\/bfnrt", *s))
			return NULL;
	}
	return s + 1;
}

static const char *skip_digits(const char *s)
{
	const size_t digits = strspn(s, "0123456789");

	return digits ? s + digits : NULL;
}

static const char *skip_number(const char *s)
{
	s += *s == '-';
	s = *s == '0' ? s + 1 : skip_digits(s);
	if (s && *s == '.')
		s = skip_digits(s + 1);
	if (s && (*s == 'e' || *s == 'E'))
		s = skip_digits(s + 1 + (s[1] == '+' || s[1] == '-'));
	return s;
}

static const char *skip_word(const char *s)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(s, words[i], strlen(words[i])) == 0)
			return s + strlen(words[i]);
	return NULL;
}

/* A key and its colon: what stands behind is the value. */
static const char *skip_key(const char *s)
{
	s = skip_string(s);
	if (s)
		s = skip_blanks(s);
	return s && *s == ':' ? skip_blanks(s + 1) : NULL;
}

static const char *skip_value(const char *s, int depth);

/* An object or a list. */
static const char *skip_members(const char *s, int depth)
{
	const bool is_object = *s == '{';
	const char end = is_object ? '}' : ']';

	s = skip_blanks(s + 1);
	if (*s == end)
		return s + 1;
	for (;;) {
		s = is_object ? skip_key(s) : s;
		s = s ? skip_value(s, depth + 1) : NULL;
		if (!s)
			return NULL;
		s = skip_blanks(s);
		if (*s == end)
			return s + 1;
		if (*s != ',')
			return NULL;
		s = skip_blanks(s + 1);
	}
}

static const char *skip_value(const char *s, int depth)
{
	if (*s == '{' || *s == '[')
		return depth < DEEPEST ? skip_members(s, depth) : NULL;
	if (*s == '"')
		return skip_string(s);
	return *s == '-' || (*s >= '0' && *s <= '9') ? skip_number(s) : skip_word(s);
}

/* Where the value of that key of the object at s begins, or NULL. */
static const char *value_of(const char *s, const char *key, size_t key_len)
{
	if (*s != '{')
		return NULL;
	s = skip_blanks(s + 1);
	while (*s == '"') {
		const char *name = s + 1, *value = skip_key(s);

		if (!value || !(s = skip_value(value, 1)))
			return NULL;
		if (strncmp(name, key, key_len) == 0 && name[key_len] == '"')
			return value;
		s = skip_blanks(s);
		s = *s == ',' ? skip_blanks(s + 1) : s;
	}
	return NULL;
}

/* The same for "outer.inner", in an object that is whole. */
static const char *value_at(const char *s, const char *path)
{
	s = skip_blanks(s);
	if (!skip_value(s, 0))
		return NULL;
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

	if (!s || *s != '[')
		return NULL;
	for (s = skip_blanks(s + 1); *s != ']';) {
		if (*s == '{' && n-- == 0)
			return s;
		s = skip_blanks(skip_value(s, 1));
		s = *s == ',' ? skip_blanks(s + 1) : s;
	}
	return NULL;
}

struct value json_find_int(const char *text, const char *path)
{
	const char *s = value_at(text, path);

	return s ? parse_number(&s, skip_value(s, 1)) : unknown;
}

bool json_find_bool(const char *text, const char *path)
{
	const char *s = value_at(text, path);

	return s && *s == 't';
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
	/* Cut, it ends between two characters. */
	out[*s && *s != '"' ? utf8_whole(out, len) : len] = '\0';
	utf8_clean(out);
	return true;
}
