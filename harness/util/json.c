/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "util/file.h"
#include "util/json.h"
#include "util/utf8.h"

static void add_text(struct json *j, const char *s)
{
	size_t len = strlen(s);

	if (j->len + len + 1 > j->room) {
		j->room = 2 * (j->len + len) + 1024;
		j->data = realloc(j->data, j->room);
		if (!j->data)
			err(EX_OSERR, "no memory for a JSON text");
	}
	memcpy(j->data + j->len, s, len + 1);
	j->len += len;
}

static void add_quoted(struct json *j, const char *s)
{
	add_text(j, "\"");
	for (; *s; s++) {
		char one[8] = {*s};

		if ((unsigned char)*s >= 0x80) {
			size_t n = utf8_printable(s);
			memcpy(one, n ? s : "?", n ? n : 1);
			s += n ? n - 1 : 0;
		}

		if (*s == '"' || *s == '\\')
			snprintf(one, sizeof(one), "\\%c", *s);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			snprintf(one, sizeof(one), "\\u%04x", (unsigned)*s);
		add_text(j, one);
	}
	add_text(j, "\"");
}

static void begin(struct json *j, const char *key)
{
	if (j->more)
		add_text(j, ",");
	if (j->depth)
		add_text(j, "\n");
	for (int i = 0; i < j->depth; i++)
		add_text(j, "  ");
	if (key) {
		add_quoted(j, key);
		add_text(j, ": ");
	}
	j->more = true;
}

void json_open(struct json *j, const char *key, char bracket)
{
	begin(j, key);
	add_text(j, (char[]){bracket, '\0'});
	j->depth++;
	j->more = false;
}

void json_close(struct json *j, char bracket)
{
	j->depth--;
	if (j->more) {
		add_text(j, "\n");
		for (int i = 0; i < j->depth; i++)
			add_text(j, "  ");
	}
	add_text(j, (char[]){bracket, '\0'});
	j->more = true;
}

void json_string(struct json *j, const char *key, const char *s)
{
	begin(j, key);
	if (s)
		add_quoted(j, s);
	else
		add_text(j, "null");
}

void json_int(struct json *j, const char *key, int64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, n);
	begin(j, key);
	add_text(j, digits);
}

void json_value(struct json *j, const char *key, struct value value)
{
	if (value.known)
		json_int(j, key, value.n);
	else
		json_string(j, key, NULL);
}

void json_bool(struct json *j, const char *key, bool b)
{
	begin(j, key);
	add_text(j, b ? "true" : "false");
}

void json_free(struct json *j)
{
	free(j->data);
	*j = (struct json){0};
}

int json_write(const struct json *j, int folder, const char *name)
{
	CLEANUP_FD int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return -errno;
	int error = file_write_all(fd, j->data, j->len);

	if (!error)
		error = file_write_all(fd, "\n", 1);
	/* Half a file must not look whole. */
	if (error)
		unlinkat(folder, name, 0);
	return error;
}
