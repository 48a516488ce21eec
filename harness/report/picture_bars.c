/* SPDX-License-Identifier: MIT */
/* What changed step by step, beside what theory says: promised and present, or row by row. */
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "report/picture_internal.h"
#include "util/line.h"

enum { ROWS_MAX = 48 };

#define AS_MEASURED N_("units as measured")

/* The lab speaks of the column, and it moves by what can be seen in a picture. */
static bool is_the_point(const struct recorded *r, const char *column)
{
	bool moved = false, held = false;

	for (size_t i = 0; i < r->steps; i++) {
		const struct ledger_row *row = recorded_row(&r->step[i], column);

		moved |= row && row->delta.known && (row->delta.n >= 1024 || row->delta.n <= -1024);
		held |= row && r->step[i].seq && row->relation != RELATION_NONE;
	}
	return moved && held;
}

struct value picture_theory_after(const struct ledger_row *row)
{
	int64_t n;

	if (!row || row->relation != RELATION_EQUAL || !row->before.known ||
	    __builtin_add_overflow(row->before.n, row->expected, &n))
		return unknown;
	return known(n);
}

bool picture_promised(struct picture *p, const struct recorded *r)
{
	char title[sizeof(p->title)];

	if (!is_the_point(r, "vm_size_kib") && !is_the_point(r, "vm_rss_kib"))
		return false;
	line_set(title, sizeof(title), _("%s: promised and present, after each step"), r->lab);
	FILE *f = picture_begin(p, r, "promised", title);
	if (!f)
		return false;
	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < r->steps; i++) {
		const struct ledger_row *size = recorded_row(&r->step[i], "vm_size_kib");
		const struct ledger_row *rss = recorded_row(&r->step[i], "vm_rss_kib");

		if (!size || !rss)
			continue;
		picture_label(f, r->step[i].seq ? r->step[i].name : _("start"));
		picture_value(f, size->after, KIB_PER_MIB);
		picture_value(f, rss->after, KIB_PER_MIB);
		picture_value(f, r->step[i].seq ? picture_theory_after(size) : unknown,
			      KIB_PER_MIB);
		picture_value(f, r->step[i].seq ? picture_theory_after(rss) : unknown, KIB_PER_MIB);
		fprintf(f, "\n");
	}
	picture_say(
		f,
		"EOD\nset ylabel 'MiB'\nset yrange [0:*]\nset boxwidth 0.36\nset xtics rotate by "
		"-25\n"
		"plot $d using ($0-0.2):2:xtic(1) with boxes fs solid 0.85 lc " BLUE
		" title %s, '' using ($0+0.2):3 with boxes fs pattern 2 lc " ORANGE
		" title %s, '' using ($0-0.2):4:(0.2) with xerrorbars pt -1 lw 2.5 "
		"lc "
		"'black' title %s, '' using ($0+0.2):5:(0.2) with xerrorbars pt -1 lw 2.5 lc "
		"'black' notitle\n",
		_("promised (VmSize)"), _("in RAM (VmRSS)"), _("theory"));
	fclose(f);
	picture_describe(
		p,
		_("Two bars for each of %zu edges: promised (VmSize) and in RAM (VmRSS), in MiB. "
		  "A black line across a bar is what theory says."),
		r->steps);
	return true;
}

static const char *unit_of(const struct ledger_row *row)
{
	return row->metric < 0 ? AS_MEASURED : metric_unit(&metrics[row->metric]);
}

static bool is_held(const struct ledger_row *row)
{
	return row->relation != RELATION_NONE && row->delta.known && !row->is_address;
}

/* Rows that are held against theory, of one unit. */
static size_t rows_of(const struct recorded *r, const char *unit)
{
	size_t rows = 0;

	for (size_t i = 0; i < r->steps; i++)
		for (size_t k = 0; r->step[i].seq && k < r->step[i].ledger.count; k++) {
			const struct ledger_row *row = &r->step[i].ledger.row[k];

			rows += is_held(row) && strcmp(unit_of(row), unit) == 0;
		}
	return rows;
}

/* The unit of the most such rows, or NULL; a picture has one axis. */
static const char *commonest_unit(const struct recorded *r, size_t *rows)
{
	const char *best = NULL;

	*rows = 0;
	for (size_t m = 0; m <= metric_count; m++) {
		const char *unit = m < metric_count ? metric_unit(&metrics[m]) : AS_MEASURED;
		const size_t n = rows_of(r, unit);

		if (n > *rows) {
			*rows = n;
			best = unit;
		}
	}
	return best;
}

/* 1, 2 or 5 of a power of ten: at most four numbers on an axis, so that they have room. */
static double tick_step(double range)
{
	double step = 1;

	while (range > 30 * step)
		step *= 10;
	if (range > 15 * step)
		return 10 * step;
	return range > 6 * step ? 5 * step : range > 3 * step ? 2 * step : step;
}

static void widen(int64_t *least, int64_t *most, int64_t n)
{
	*least = n < *least ? n : *least;
	*most = n > *most ? n : *most;
}

static void theory_rows(FILE *f, const struct recorded *r, const char *unit, size_t rows)
{
	int64_t least = 0, most = 0;
	size_t y = rows;

	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < r->steps; i++)
		for (size_t k = 0; r->step[i].seq && k < r->step[i].ledger.count && y; k++) {
			const struct ledger_row *row = &r->step[i].ledger.row[k];
			char label[4 * WIRE_NAME];

			if (!is_held(row) || strcmp(unit_of(row), unit) != 0)
				continue;
			line_set(label, sizeof(label), "%s: %s%s%s", r->step[i].name,
				 strcmp(row->role, "lab") ? row->role : "",
				 strcmp(row->role, "lab") ? " " : "", column_show(row->column));
			widen(&least, &most, row->delta.n);
			widen(&least, &most, row->expected);
			fprintf(f, "%zu %lld %lld %d ", y--, (long long)row->delta.n,
				(long long)row->expected, (int)row->relation);
			picture_label(f, label);
			fprintf(f, "\n");
		}
	fprintf(f, "EOD\nset xtics %g\n", tick_step((double)most - (double)least));
}

bool picture_theory(struct picture *p, const struct recorded *r)
{
	char title[sizeof(p->title)];
	size_t rows;
	const char *unit = commonest_unit(r, &rows);

	if (!unit)
		return false;
	rows = rows > ROWS_MAX ? ROWS_MAX : rows;
	line_set(title, sizeof(title), _("%s: what changed, and what theory says"), r->lab);
	FILE *f = picture_begin(p, r, "theory", title);
	if (!f)
		return false;
	p->height_px = rows > 8 ? 180 + 28 * (int)rows : p->height_px;
	theory_rows(f, r, unit, rows);
	picture_say(f,
		    "set label 8 %s.' '.%s at screen 0.975, graph 0 offset 0, char -2.3 right\n"
		    "set bmargin 4.5\nset key at screen 0.5, screen 0.02 center bottom\n"
		    "set yrange [0.3:%zu.7]\n"
		    "set grid xtics lc '#dddddd' lt 1\nset style data points\n"
		    "plot $d using (0):1:2:(0):ytic(5) with vectors nohead lw 7 lc " BLUE
		    " title %s, '' using ($4==1?$3:1/0):1 pt 6 ps 1 lw 2 lc 'black' title "
		    "%s, '' using ($4==2?$3:1/0):1 pt 10 ps 1 lw 2 lc 'black' title %s, "
		    "'' using ($4==3?$3:1/0):1 pt 8 ps 1 lw 2 lc 'black' title %s\n",
		    _("change over the step, in"), _(unit), rows, _("measured"), _("theory"),
		    _("at most"), _("at least"));
	fclose(f);
	picture_describe(
		p,
		_("A bar for each of %zu changes in %s that theory speaks of, and a black mark for "
		  "what it says."),
		rows, _(unit));
	return true;
}
