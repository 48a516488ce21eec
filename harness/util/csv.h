/* SPDX-License-Identifier: MIT */
/*
 * csv: RFC 4180 rows, written whole: one row, one write(2). Text is guarded: a spreadsheet must
 * not take it for a formula, nor a terminal for an escape sequence.
 */
#ifndef UTIL_CSV_H
#define UTIL_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/value.h"

struct csv {
	int fd;	     /* −1: closed */
	int error;   /* the first -errno, kept; later rows are dropped */
	off_t whole; /* bytes of whole rows in the file */
	size_t len;  /* of the row that is being made */
	size_t room;
	bool has_cell; /* the row has one already, be it empty */
	char *row;
	uint64_t rows; /* without the header */
};

/* Creates name in the folder; it must not exist. 0 or -errno. */
int csv_create(struct csv *csv, int folder, const char *name, const char *header);

/* One cell each; the row ends with csv_end. */
void csv_int(struct csv *csv, int64_t n);
void csv_value(struct csv *csv, struct value value); /* unknown: an empty cell */
void csv_double(struct csv *csv, double x);
void csv_word(struct csv *csv, const char *fixed); /* a word of ours: quoted, not guarded */
void csv_text(struct csv *csv, const char *text);  /* anybody's text: quoted and guarded */
void csv_end(struct csv *csv);

/* Closes. 0 or the first error. */
int csv_close(struct csv *csv);

/* Pure: text as a cell would hold it, before quoting. Returns its length. */
size_t csv_guard(const char *text, char *out, size_t room);

/* Reads a file of ours or a foreign one, row by row. */
struct csv_reader {
	char *data;
	size_t len, at;
	size_t row; /* the number of the row read last; the header is row 1 */
	size_t cells, room;
	char **cell;
	int error;	/* -ENOMEM: the last row is not read, though it is there */
	bool malformed; /* a quote that never ends, or text behind a closing one */
	bool truncated; /* the file does not end with a newline */
};

/* 0, -errno or what folder_read_file says. Reads the header as the first row. */
int csv_read_open(struct csv_reader *r, int folder, const char *name);
bool csv_read_row(struct csv_reader *r);
void csv_read_close(struct csv_reader *r);

#endif
