/* SPDX-License-Identifier: MIT */
/* Page faults against the size, over many runs: the median, the range, and theory. */
#include "i18n/intl.h"
#include "report/picture_internal.h"
#include "util/line.h"

static bool has_theory(const struct series_row *row)
{
	return row->one_theory && row->row->relation == RELATION_EQUAL;
}

/* A row a size: MiB, median, smallest, largest, theory. Returns how many have theory. */
static size_t print_sizes(FILE *f, const struct series *s, const char *step)
{
	int64_t sizes[SERIES_MAX];
	const size_t n = series_list_sizes(s, sizes);
	size_t theories = 0;

	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < n; i++) {
		struct series_row row;

		if (!series_row(s, step, "lab", "minflt_total", known(sizes[i]), &row))
			continue;
		fprintf(f, "%.6g %lld %lld %lld", (double)sizes[i] / BYTES_PER_MIB,
			(long long)row.median, (long long)row.smallest, (long long)row.largest);
		picture_value(f, has_theory(&row) ? known(row.row->expected) : unknown, 1);
		fprintf(f, "\n");
		theories += has_theory(&row);
	}
	fprintf(f, "EOD\n");
	return theories;
}

bool picture_sizes(struct picture *p, const struct series *s)
{
	const struct recorded_step *step = series_faults(s);
	const size_t sizes = series_sizes(s);
	char title[sizeof(p->title)];

	*p = (struct picture){0};
	if (sizes < 2 || !step)
		return false;
	line_set(title, sizeof(title), _("%s: page faults of step %s against the size, %zu runs"),
		 s->head->lab, step->name, s->count);
	FILE *f = picture_begin(p, s->head, "sizes", title);
	if (!f)
		return false;
	const size_t theories = print_sizes(f, s, step->name);
	picture_say(f,
		    "set xlabel %s\nset ylabel %s\nset xrange [0:*]\n"
		    "set yrange [0:*]\nset offsets 0, graph 0.05, graph 0.08, 0\nplot ",
		    _("size in MiB"), _("minor faults"));
	if (theories)
		picture_say(f,
			    "$d using 1:5 with linespoints pt 2 ps 1.6 lw 2 dt 2 lc 'black' title "
			    "%s, ",
			    _("theory"));
	picture_say(f, "$d using 1:2:3:4 with yerrorbars pt 7 ps 1.1 lw 2 lc " BLUE " title %s\n",
		    _("median, smallest and largest"));
	fclose(f);
	picture_describe(
		p,
		_("A point for each of %zu sizes: the median of the minor faults of step %s, with "
		  "a bar from the smallest to the largest of its runs.%s"),
		sizes, step->name,
		theories ? _(" A dashed line with crosses is what theory says.") : "");
	return true;
}
