/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "util/csv.h"
#include "util/folder.h"

int csv_read_open(struct csv_reader *r, int folder, const char *name)
{
	struct text text = {0};
	const int error = folder_read_file(&text, folder, name, FOLDER_SERIES_MIB);

	*r = (struct csv_reader){0};
	if (error < 0) {
		text_free(&text);
		return error;
	}
	r->data = text.data;
	r->len = text.len;
	r->truncated = text.len && text.data[text.len - 1] != '\n';
	return csv_read_row(r) ? 0 : r->error ? r->error : -ENODATA;
}

static bool add_cell(struct csv_reader *r, char *cell)
{
	if (r->cells == r->room) {
		size_t room = r->room ? 2 * r->room : 128;
		char **grown = realloc(r->cell, room * sizeof(*grown));

		if (!grown)
			return false;
		r->cell = grown;
		r->room = room;
	}
	r->cell[r->cells++] = cell;
	return true;
}

/* Unquotes in place; leaves r->at behind the cell. Returns what ended it: ',', '\n' or 0. */
static char read_cell(struct csv_reader *r, char **cell)
{
	char *out = r->data + r->at, *s = out, *end = r->data + r->len;
	bool quoted = s < end && *s == '"', closed = false;

	*cell = out;
	s += quoted;
	for (; s < end; s++) {
		if (quoted && *s == '"' && s + 1 < end && s[1] == '"')
			s++;
		else if (quoted && *s == '"') {
			s++;
			closed = true;
			break;
		} else if (!quoted && (*s == ',' || *s == '\n' || *s == '\r'))
			break;
		*out++ = *s;
	}
	if (s < end && *s == '\r')
		s++;
	const char stop = s < end ? *s : '\0';
	r->malformed |= (stop && stop != ',' && stop != '\n') || (quoted && !closed);
	r->at = (size_t)(s - r->data) + (stop != '\0');
	*out = '\0';
	return stop;
}

bool csv_read_row(struct csv_reader *r)
{
	char stop, *cell;

	r->cells = 0;
	if (r->at >= r->len || r->malformed || r->error)
		return false;
	do {
		stop = read_cell(r, &cell);
		if (!add_cell(r, cell)) {
			r->error = -ENOMEM;
			return false;
		}
	} while (stop == ',');
	r->row++;
	return true;
}

void csv_read_close(struct csv_reader *r)
{
	free(r->data);
	free(r->cell);
	*r = (struct csv_reader){0};
}
