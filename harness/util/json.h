/* SPDX-License-Identifier: MIT */
/* json: builds a JSON text, and reads single values back. */
#ifndef UTIL_JSON_H
#define UTIL_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "util/value.h"

struct json {
	char *data;
	size_t len, room;
	int depth;
	bool more; /* something stands before, on this level */
};

/* key is NULL inside a list and for the outermost value. */
void json_open(struct json *j, const char *key, char bracket);	  /* '{' or '[' */
void json_close(struct json *j, char bracket);			  /* '}' or ']' */
void json_string(struct json *j, const char *key, const char *s); /* NULL: null */
void json_int(struct json *j, const char *key, int64_t n);
void json_value(struct json *j, const char *key, struct value value); /* unknown: null */
void json_bool(struct json *j, const char *key, bool b);
void json_free(struct json *j);

/* Writes the text and a newline into a new file. 0 or -errno. */
int json_write(const struct json *j, int folder, const char *name);

/*
 * json_find.c: the value under a key of the outermost object, or under "outer.inner". A number that
 * is not there, or is none, is unknown; a text that is not there is "", and false is returned. Of a
 * text that is no JSON (RFC 8259), or nested deeper than 64, nothing is found.
 */
struct value json_find_int(const char *text, const char *path);
bool json_find_bool(const char *text, const char *path);
bool json_find_text(const char *text, const char *path, char *out, size_t room);

/* Where the n-th object of the list at that path begins, to be searched in turn; or NULL. */
const char *json_find_object(const char *text, const char *path, size_t n);

#endif
