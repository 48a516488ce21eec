/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/csv.h"
#include "util/utf8.h"

enum { CELL_MAX = 512 };

/* Where the next bytes of the row go, with room for that many; NULL when there is none. */
static char *room_for(struct csv *csv, size_t len)
{
	if (csv->len + len > csv->room) {
		size_t room = 2 * (csv->len + len) + 256;
		char *row = realloc(csv->row, room);

		if (!row) {
			csv->error = csv->error ? csv->error : -ENOMEM;
			return NULL;
		}
		csv->row = row;
		csv->room = room;
	}
	return csv->row + csv->len;
}

static void add(struct csv *csv, const char *s, size_t len)
{
	char *at = room_for(csv, len);

	if (!at)
		return;
	memcpy(at, s, len);
	csv->len += len;
}

static void comma(struct csv *csv)
{
	if (csv->has_cell)
		add(csv, ",", 1);
	csv->has_cell = true;
}

int csv_create(struct csv *csv, int folder, const char *name, const char *header)
{
	*csv = (struct csv){
		.fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
	if (csv->fd < 0)
		return -errno;
	add(csv, header, strlen(header));
	csv_end(csv);
	csv->rows = 0;
	return csv->error;
}

/* Digits without stdio, straight into the row: rows are made while a lab is held. */
static char *put_number(char *at, int64_t n)
{
	uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
	size_t digits = 1;

	if (n < 0)
		*at++ = '-';
	for (uint64_t power = 10; digits < 19 && size >= power; power *= 10)
		digits++;
	for (char *s = at + digits; s > at; size /= 10)
		*--s = (char)('0' + size % 10);
	return at + digits;
}

void csv_int(struct csv *csv, int64_t n)
{
	csv_value(csv, known(n));
}

void csv_value(struct csv *csv, struct value value)
{
	enum { COMMA_SIGN_AND_DIGITS = 1 + 1 + 19 };
	char *at = room_for(csv, COMMA_SIGN_AND_DIGITS);

	if (!at)
		return;
	if (csv->has_cell)
		*at++ = ',';
	csv->has_cell = true;
	if (value.known)
		at = put_number(at, value.n);
	csv->len = (size_t)(at - csv->row);
}

void csv_double(struct csv *csv, double x)
{
	char text[32];
	const int len = snprintf(text, sizeof(text), "%.15g", x);

	comma(csv);
	add(csv, text, (size_t)len);
}

void csv_word(struct csv *csv, const char *fixed)
{
	const bool quote = strpbrk(fixed, ",\"\r\n") != NULL;

	comma(csv);
	if (!quote) {
		add(csv, fixed, strlen(fixed));
		return;
	}
	add(csv, "\"", 1);
	for (const char *s = fixed; *s; s++)
		add(csv, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
	add(csv, "\"", 1);
}

size_t csv_guard(const char *text, char *out, size_t room)
{
	size_t len = 0;

	/* What a spreadsheet would start to compute from. */
	if (*text && strchr("=+-@\t\r", *text) && room > 1)
		out[len++] = '\'';
	while (*text && len + 5 < room) {
		size_t n = utf8_printable(text);

		if (n)
			memcpy(out + len, text, n);
		else
			out[len] = '?';
		len += n ? n : 1;
		text += n ? n : 1;
	}
	out[len] = '\0';
	return len;
}

void csv_text(struct csv *csv, const char *text)
{
	char guarded[CELL_MAX];

	csv_guard(text, guarded, sizeof(guarded));
	csv_word(csv, guarded);
}

void csv_end(struct csv *csv)
{
	add(csv, "\r\n", 2);
	if (!csv->error && csv->fd >= 0) {
		ssize_t written = write(csv->fd, csv->row, csv->len);

		if (written == (ssize_t)csv->len) {
			csv->whole += written;
			csv->rows++;
		} else {
			csv->error = written < 0 ? -errno : -ENOSPC;
			/* Half a row must not look like one. */
			if (ftruncate(csv->fd, csv->whole) < 0)
				csv->error = -errno;
		}
	}
	csv->len = 0;
	csv->has_cell = false;
}

int csv_close(struct csv *csv)
{
	if (csv->fd >= 0 && close(csv->fd) < 0 && !csv->error)
		csv->error = -errno;
	csv->fd = -1;
	free(csv->row);
	csv->row = NULL;
	csv->room = csv->len = 0;
	return csv->error;
}
