/* SPDX-License-Identifier: MIT */
/*
 * unit: what every test program includes. A test's name is a sentence; a check that fails names
 * the row and shows what was wanted and what was found, with control characters made visible.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/file.h"
#include "util/value.h"

#define TEST(function, sentence)                                                                   \
	{                                                                                          \
		.name = (sentence), .test_func = (function)                                        \
	}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* For rows of tables: a value in static storage. */
#define IS(number)                                                                                 \
	{                                                                                          \
		(number), true                                                                     \
	}
#define NONE                                                                                       \
	{                                                                                          \
		0, false                                                                           \
	}

#define want_int(row, wanted, found)                                                               \
	want_int_at(__FILE__, __LINE__, row, (int64_t)(wanted), (int64_t)(found))
#define want_true(row, found)	       want_true_at(__FILE__, __LINE__, row, #found, found)
#define want_false(row, found)	       want_true_at(__FILE__, __LINE__, row, "not " #found, !(found))
#define want_text(row, wanted, found)  want_text_at(__FILE__, __LINE__, row, wanted, found)
#define want_value(row, wanted, found) want_value_at(__FILE__, __LINE__, row, wanted, found)

static inline void want_int_at(const char *file, int line, const char *row, int64_t wanted,
			       int64_t found)
{
	if (wanted == found)
		return;
	print_error("# %s: wanted %lld, found %lld\n", row, (long long)wanted, (long long)found);
	_fail(file, line);
}

static inline void want_true_at(const char *file, int line, const char *row, const char *what,
				bool found)
{
	if (found)
		return;
	print_error("# %s: wanted %s, found the contrary\n", row, what);
	_fail(file, line);
}

/* Text as a C string would be written; cut when it is long. */
static inline const char *visible(const char *text, char *out, size_t room)
{
	size_t len = 0;

	for (; text && *text && len + 5 < room; text++) {
		const unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f || c == '\\')
			len += (size_t)snprintf(out + len, room - len, "\\x%02x", c);
		else
			out[len++] = (char)c;
	}
	out[len] = '\0';
	return text ? out : "(none)";
}

static inline void want_text_at(const char *file, int line, const char *row, const char *wanted,
				const char *found)
{
	char w[1024], f[1024];

	if (wanted && found && strcmp(wanted, found) == 0)
		return;
	print_error("# %s: wanted \"%s\", found \"%s\"\n", row, visible(wanted, w, sizeof(w)),
		    visible(found, f, sizeof(f)));
	_fail(file, line);
}

static inline const char *show_value(struct value value, char out[32])
{
	if (value.known)
		snprintf(out, 32, "%lld", (long long)value.n);
	else
		strcpy(out, "unknown");
	return out;
}

static inline void want_value_at(const char *file, int line, const char *row, struct value wanted,
				 struct value found)
{
	char w[32], f[32];

	if (wanted.known == found.known && (!wanted.known || wanted.n == found.n))
		return;
	print_error("# %s: wanted %s, found %s\n", row, show_value(wanted, w),
		    show_value(found, f));
	_fail(file, line);
}

/* A copy of text that ends where the text ends, so that a sanitizer sees a byte read too far. */
static inline char *exact(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, text, len);
	return copy;
}

/* True when s is UTF-8: RFC 3629, without surrogates and overlong forms. */
static inline bool is_utf8(const char *s)
{
	static const struct {
		unsigned char first, last, low, high;
		int more;
	} form[] = {
		{0x01, 0x7f, 0, 0, 0},	     {0xc2, 0xdf, 0x80, 0xbf, 1},
		{0xe0, 0xe0, 0xa0, 0xbf, 2}, {0xe1, 0xec, 0x80, 0xbf, 2},
		{0xed, 0xed, 0x80, 0x9f, 2}, {0xee, 0xef, 0x80, 0xbf, 2},
		{0xf0, 0xf0, 0x90, 0xbf, 3}, {0xf1, 0xf3, 0x80, 0xbf, 3},
		{0xf4, 0xf4, 0x80, 0x8f, 3},
	};

	for (const unsigned char *u = (const unsigned char *)s; *u;) {
		size_t i = 0;

		while (i < COUNT(form) && (*u < form[i].first || *u > form[i].last))
			i++;
		if (i == COUNT(form))
			return false;
		u++;
		for (int more = 0; more < form[i].more; more++, u++)
			if (*u < (more ? 0x80 : form[i].low) || *u > (more ? 0xbf : form[i].high))
				return false;
	}
	return true;
}

/* The folder tests/fixtures: below the current folder, or found upwards from the program. */
static inline const char *fixtures(void)
{
	static char path[PATH_MAX + 32] = "tests/fixtures";
	char self[PATH_MAX];
	ssize_t len = access(path, R_OK) == 0 ? 0 : readlink("/proc/self/exe", self, PATH_MAX - 1);

	self[len > 0 ? len : 0] = '\0';
	for (char *slash; len > 0 && (slash = strrchr(self, '/'));) {
		*slash = '\0';
		snprintf(path, sizeof(path), "%s/tests/fixtures", self);
		if (access(path, R_OK) == 0)
			break;
	}
	return path;
}

/* A path below tests/fixtures. Returns out. */
static inline const char *fixture(const char *below, char out[PATH_MAX])
{
	format(out, PATH_MAX, "%s/%s", fixtures(), below);
	return out;
}

/* A folder of our own, made and removed around a group of tests. */
static char scratch[PATH_MAX];

static inline int make_scratch(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(scratch, sizeof(scratch), "%s/pagelab-unit-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(scratch) ? 0 : -1;
}

static inline int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
	(void)info, (void)type, (void)ftw;
	return remove(path);
}

static inline int remove_scratch(void **state)
{
	(void)state;
	return nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
