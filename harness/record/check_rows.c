/* SPDX-License-Identifier: MIT */
/* check_rows: the rows of any file of a run: its header, its cells, their number, what is wrong. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "record/check_internal.h"
#include "util/folder.h"
#include "util/json.h"
#include "util/line.h"
#include "util/number.h"
#include "util/utf8.h"

enum { NAME_SHOWN = 160 };

bool wrong(struct check *c, const char *file, size_t row, const char *how, ...)
{
	char *out = c->report->problem;
	const size_t room = sizeof(c->report->problem);
	va_list args;

	if (out[0])
		return false;
	/* Of a name without end the end is left out, not why. */
	line_set(out, room, row ? _("%s row %zu: ") : "%s: ", line_part(file, NAME_SHOWN), row);
	va_start(args, how);
	line_vadd(out, room, how, args);
	va_end(args);
	utf8_clean(out);
	return false;
}

bool cell_number(struct check *c, const char *file, const struct csv_reader *r, size_t cell,
		 struct value *out)
{
	const char *s = r->cell[cell], *end = s + strlen(s);

	*out = unknown;
	if (s == end)
		return true;
	*out = parse_number(&s, end);
	if (out->known && s == end)
		return true;
	return wrong(c, file, r->row, _("\"%.40s\" is no whole number"),
		     line_part(r->cell[cell], 40));
}

enum { COLUMNS_MAX = 16 + METRICS_MAX };

/* Where in a row of the file each column of the schema stands; −1: nowhere. */
struct layout {
	int place[COLUMNS_MAX];
	size_t count;
};

static int cell_named(const struct csv_reader *header, const char *name)
{
	for (size_t i = 0; i < header->cells; i++)
		if (strcmp(header->cell[i], name) == 0)
			return (int)i;
	return -1;
}

/*
 * An older run has not all of the kernel's columns that we know, and what it has not is unknown.
 * Any other column must be there, all in our order, and none that we do not know.
 */
static bool read_header(struct check *c, enum file file, const struct csv_reader *header,
			struct layout *l)
{
	char names[8192], *save;
	size_t found = 0;
	int last = -1;

	l->count = 0;
	schema_header(file, names, sizeof(names));
	for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		const int place = cell_named(header, name);

		if (place < 0 && metric_find(name) < 0)
			return wrong(c, schema_file(file), 1, _("the column %s is missing"), name);
		if (place >= 0 && place < last)
			return wrong(c, schema_file(file), 1, _("the column %s is out of order"),
				     name);
		last = place >= 0 ? place : last;
		l->place[l->count++] = place;
		found += place >= 0;
	}
	return found == header->cells || wrong(c, schema_file(file), 1,
					       _("of its %zu columns %zu are not known here: was "
						 "it edited, or made by a newer "
						 "pagelab?"),
					       header->cells, header->cells - found);
}

/* Every row begins with run_id and lab: one run, one lab. */
static bool belongs(struct check *c, const char *file, const struct csv_reader *r)
{
	if (!c->run_id[0]) {
		snprintf(c->run_id, sizeof(c->run_id), "%s", r->cell[0]);
		snprintf(c->lab, sizeof(c->lab), "%s", r->cell[1]);
		c->watched = strcmp(c->lab, "run") == 0;
	}
	if (strcmp(r->cell[0], c->run_id) != 0)
		return wrong(c, file, r->row, _("it is of another run, %.80s"),
			     line_part(r->cell[0], 80));
	return strcmp(r->cell[1], c->lab) == 0 ||
	       wrong(c, file, r->row, _("it is of another lab, %.40s"), line_part(r->cell[1], 40));
}

static bool rows_are_right(struct check *c, enum file file, struct csv_reader *r,
			   bool (*row)(struct check *c, struct csv_reader *r))
{
	const char *name = schema_file(file);
	const size_t columns = r->cells;
	char nothing[] = "", *cell[COLUMNS_MAX];
	struct layout layout;

	if (!read_header(c, file, r, &layout))
		return false;
	while (csv_read_row(r)) {
		struct csv_reader in_order = {.row = r->row, .cell = cell, .cells = layout.count};

		if (r->cells != columns)
			return wrong(c, name, r->row, _("it has %zu cells and not %zu"), r->cells,
				     columns);
		for (size_t i = 0; i < layout.count; i++)
			cell[i] = layout.place[i] < 0 ? nothing : r->cell[layout.place[i]];
		if (!belongs(c, name, &in_order) || !row(c, &in_order))
			return false;
	}
	if (r->error)
		return wrong(c, name, r->row + 1, "%s", intl_error(-r->error));
	if (r->malformed)
		return wrong(c, name, r->row + 1, _("its quotes do not match"));
	return !r->truncated ||
	       wrong(c, name, r->row, _("it is cut off: the last line has no end"));
}

/* run.json says how many rows each file has: one that lost its last rows does not pass. */
static bool count_is_right(struct check *c, enum file file, size_t rows)
{
	CLEANUP_TEXT struct text text = {0};
	const int error = folder_read_file(&text, c->folder, "run.json", FOLDER_JSON_MIB);
	char key[48];

	if (error < 0)
		return wrong(c, "run.json", 0, "%s", intl_error(-error));
	snprintf(key, sizeof(key), "%.*s_rows", (int)strcspn(schema_file(file), "."),
		 schema_file(file));
	struct value said = json_find_int(text.data, key);
	if (!said.known)
		return wrong(c, "run.json", 0, _("there is no %s: it is cut off, or not of a run"),
			     key);
	return said.n == (int64_t)rows ||
	       wrong(c, schema_file(file), 0, _("it has %zu rows; run.json says %lld"), rows,
		     (long long)said.n);
}

bool each_row(struct check *c, enum file file, bool (*row)(struct check *c, struct csv_reader *r))
{
	struct csv_reader r;
	int error = csv_read_open(&r, c->folder, schema_file(file));

	if (error) {
		csv_read_close(&r);
		c->report->missing = error == -ENOENT;
		return wrong(c, schema_file(file), 0, "%s",
			     error == -ENODATA ? _("it is empty") : intl_error(-error));
	}
	bool right = rows_are_right(c, file, &r, row) && count_is_right(c, file, r.row - 1);
	csv_read_close(&r);
	return right;
}
