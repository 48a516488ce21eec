/* SPDX-License-Identifier: MIT */
/* names: a set of texts, each with a number in the order of coming. It holds nothing but them. */
#ifndef UTIL_NAMES_H
#define UTIL_NAMES_H

#include <stddef.h>

/* All zero at first. */
struct names {
	char **text; /* text[number - 1] */
	size_t count, room;
	size_t *slot; /* by hash: a number, or 0 */
	size_t slots; /* a power of two */
};

/* The text's number, from 1; it is added when it is new. 0: there is no memory. */
size_t names_add(struct names *names, const char *text);

/* The text's number, or 0 when it is not there. */
size_t names_find(const struct names *names, const char *text);

/* What is wrong with a line of a list. */
struct names_wrong {
	size_t line;
	const char *why; /* as wrong said it */
};

/*
 * Adds each line of a list as people type them: blanks around it, an empty line, what follows a #
 * at its beginning or behind a blank, a CR before the LF and a byte order mark are no part of it. 0
 * or -ENOMEM; or -EINVAL with *at filled, at the first line of which wrong says why; it
 * says NULL of a good one. Changes list.
 */
int names_add_lines(struct names *names, char *list, const char *(*wrong)(const char *name),
		    struct names_wrong *at);

void names_free(struct names *names);

#endif
