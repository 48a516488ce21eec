/* SPDX-License-Identifier: MIT */
/* Page faults against the size, over many runs: the median, the range, and theory. */
#include <stdlib.h>

#include "intl.h"
#include "picture_inside.h"

static int by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Each size once, in order. Returns how many. */
static size_t sizes_of(const struct series *s, int64_t sizes[SERIES_MAX])
{
	size_t known = 0, n = 0;

	for (size_t i = 0; i < s->count; i++)
		if (s->run[i].size_bytes.known)
			sizes[known++] = s->run[i].size_bytes.n;
	qsort(sizes, known, sizeof(sizes[0]), by_size);
	for (size_t i = 0; i < known; i++)
		if (!n || sizes[i] != sizes[n - 1])
			sizes[n++] = sizes[i];
	return n;
}

/* A row a size: MiB, median, smallest, largest, theory. */
static void print_sizes(FILE *f, const struct series *s, const struct recorded_step *step)
{
	int64_t sizes[SERIES_MAX] = {0};
	const size_t n = sizes_of(s, sizes);

	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < n; i++) {
		struct series_row row;

		if (!series_row(s, step->name, "lab", "minflt_total", known(sizes[i]), &row))
			continue;
		fprintf(f, "%.6g %lld %lld %lld ", (double)sizes[i] / BYTES_PER_MIB,
			(long long)row.median, (long long)row.smallest, (long long)row.largest);
		if (row.row->relation == RELATION_EQUAL)
			fprintf(f, "%lld\n", (long long)row.row->expected);
		else
			fprintf(f, "?\n");
	}
	fprintf(f, "EOD\n");
}

bool picture_sizes(struct picture *p, const struct series *s)
{
	const struct recorded_step *step;
	char title[sizeof(p->title)];
	const size_t sizes = series_sizes(s);

	*p = (struct picture){0};
	if (sizes < 2 || !series_faults(s, &step))
		return false;
	snprintf(title, sizeof(title), _("%s: page faults of step %s against the size, %zu runs"),
		 s->run[0].lab, step->name, s->count);
	FILE *f = picture_begin(p, &s->run[0], "sizes", title);
	if (!f)
		return false;
	print_sizes(f, s, step);
	fprintf(f,
		"set xlabel '%s'\nset ylabel '%s'\nset xrange [0:*]\n"
		"set yrange [0:*]\nset offsets graph 0.05, graph 0.05, graph 0.08, 0\n"
		"plot $d using 1:5 with lines lw 2 dt 2 lc 'black' title '%s', "
		"'' using 1:2:3:4 with yerrorbars pt 7 ps 1.1 lw 2 lc " BLUE " title '%s'\n",
		_("size in MiB"), _("minor faults"), _("theory"),
		_("median, smallest and largest"));
	fclose(f);
	picture_describe(
		p,
		_("A point for each of %zu sizes: the median of the minor faults of step %s, "
		  "with a bar from the smallest to the largest of its runs, and a dashed line "
		  "for theory."),
		sizes, step->name);
	return true;
}
