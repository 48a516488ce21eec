/* SPDX-License-Identifier: MIT */
/* samples.csv, measures.csv and pages.csv: what holds in them by themselves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "kernel/sample.h"
#include "record/check_internal.h"
#include "util/line.h"

enum {
	CELL_SAMPLE_PID = 6,
	CELL_SAMPLE_ELAPSED = 5,
	CELL_SAMPLED = 7,
	CELL_SERIES_SEQ = 2,
	CELL_MEASURE_NAME = 4,
	CELL_MEASURE_VALUE = 6,
	CELL_SERIES_START = 5,
	CELL_PAGES,
	CELL_STATE
};

static bool never_falls(struct check *c, const struct csv_reader *r, const char *name,
			struct value *last, struct value now)
{
	if (last->known && now.known && now.n < last->n)
		return wrong(c, "samples.csv", r->row, _("%s falls from %lld to %lld"), name,
			     (long long)last->n, (long long)now.n);
	if (now.known)
		*last = now;
	return true;
}

static bool take_sample(struct check *c, struct csv_reader *r)
{
	struct value now, *const last[] = {&c->last_elapsed, &c->last_minflt, &c->last_majflt};
	static const char *const names[] = {"elapsed_ns", "minflt_total", "majflt_total"};
	static const size_t cells[] = {CELL_SAMPLE_ELAPSED, CELL_SAMPLED + 2, CELL_SAMPLED + 3};

	for (size_t i = 0; i < 3; i++)
		if (!cell_number(c, "samples.csv", r, cells[i], &now) ||
		    !never_falls(c, r, names[i], last[i], now))
			return false;
	return true;
}

enum { MEASURE_KEY = WIRE_NAME + 24 };

static const char *measure_key(int64_t seq, const char *name, char out[MEASURE_KEY])
{
	snprintf(out, MEASURE_KEY, "%lld %.*s", (long long)seq, WIRE_NAME - 1, name);
	return out;
}

struct value measured_in(const struct check *c, int64_t seq, const char *name)
{
	char key[MEASURE_KEY];
	const size_t number = names_find(&c->measures, measure_key(seq, name, key));

	return number ? c->measured[number - 1] : unknown;
}

/* Room for the measure of that step and name: its own, or new. NULL without memory. */
static struct value *measured_of(struct check *c, int64_t seq, const char *name)
{
	char key[MEASURE_KEY];
	const size_t number = names_add(&c->measures, measure_key(seq, name, key));

	if (number > c->measured_room) {
		const size_t room = 2 * number;
		struct value *grown = realloc(c->measured, room * sizeof(*grown));

		if (!grown)
			return NULL;
		c->measured = grown;
		c->measured_room = room;
	}
	return number ? &c->measured[number - 1] : NULL;
}

static bool take_measure(struct check *c, struct csv_reader *r)
{
	static const char file[] = "measures.csv";
	const char *text = r->cell[CELL_MEASURE_VALUE];
	struct value seq;
	char *end;
	double x = strtod(text, &end);

	if (!cell_number(c, file, r, CELL_SERIES_SEQ, &seq))
		return false;
	if (!seq.known || end == text || *end != '\0')
		return wrong(c, file, r->row, _("\"%.40s\" is no number"), line_part(text, 40));
	struct value *m = measured_of(c, seq.n, r->cell[CELL_MEASURE_NAME]);
	if (!m)
		return wrong(c, file, r->row, _("there is no memory to read it"));
	*m = measure_rounded(x);
	return true;
}

bool check_measures(struct check *c)
{
	return each_row(c, FILE_MEASURES, take_measure);
}

static bool take_pages(struct check *c, struct csv_reader *r)
{
	static const char *const states[] = {"absent", "zero", "present",
					     "huge",   "file", "swapped"};
	struct value start, pages;

	if (!cell_number(c, "pages.csv", r, CELL_SERIES_START, &start) ||
	    !cell_number(c, "pages.csv", r, CELL_PAGES, &pages))
		return false;
	if (!start.known || start.n % (c->page_kib * 1024) != 0 || !pages.known || pages.n < 1)
		return wrong(c, "pages.csv", r->row, _("it is no run of whole pages"));
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(r->cell[CELL_STATE], states[i]) == 0)
			return true;
	return wrong(c, "pages.csv", r->row, _("there is no state %.20s"),
		     line_part(r->cell[CELL_STATE], 20));
}

bool check_series(struct check *c)
{
	return each_row(c, FILE_SAMPLES, take_sample) && each_row(c, FILE_PAGES, take_pages);
}
