/* SPDX-License-Identifier: MIT */
/* What goes on along an axis: the samples of a step, and what a lab measured for many values. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "report/picture_internal.h"
#include "util/line.h"
#include "util/names.h"

enum { SERIES_POINTS = 600, SERIES_MIN = 20 };

static bool is_point_of(const struct recorded_measure *m, const struct recorded_measure *first)
{
	return m->has_x && m->seq == first->seq && strcmp(m->name, first->name) == 0;
}

/* Of the measure with that first point, for each value of what was varied. */
static bool picture_curve(struct picture *p, const struct recorded *r, size_t first_point)
{
	const struct recorded_measure *first = &r->measure[first_point];
	double least = INFINITY, most = -INFINITY;
	size_t points = 0;
	char title[sizeof(p->title)], what[WIRE_NAME + 24];

	line_set(title, sizeof(title), _("%s: %s, measured for each value"), r->lab, first->name);
	line_set(what, sizeof(what), "curve-%lld", (long long)first->seq);
	FILE *f = picture_begin(p, r, what, title);
	if (!f)
		return false;
	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < r->measures; i++) {
		const struct recorded_measure *m = &r->measure[i];

		if (!is_point_of(m, first))
			continue;
		fprintf(f, "%.9g %.9g\n", m->x, m->value);
		least = m->x < least ? m->x : least;
		most = m->x > most ? m->x : most;
		points++;
	}
	fprintf(f, "EOD\nset ylabel ");
	picture_label(f, first->unit);
	picture_say(f, "\nset xlabel %s\nset yrange [0:*]\n",
		    _("what was varied (x in measures.csv)"));
	fputs(least > 0 && most > 50 * least ? "set logscale x 2\n" : "", f);
	fprintf(f, "plot $d using 1:2 with linespoints lc " BLUE " pt 7 ps 0.6 lw 2 title ");
	picture_label(f, first->name);
	fprintf(f, "\n");
	fclose(f);
	picture_describe(p, _("A line through %zu points: %s in %s, for values from %g to %g."),
			 points, first->name, first->unit, least, most);
	return true;
}

struct curve {
	size_t first, points;
};

static void take_points(const struct recorded *r, struct names *names, struct curve *curves)
{
	char key[WIRE_NAME + 24];

	for (size_t i = 0; i < r->measures; i++) {
		const struct recorded_measure *m = &r->measure[i];

		if (!m->has_x)
			continue;
		snprintf(key, sizeof(key), "%lld %s", (long long)m->seq, m->name);
		const size_t number = names_add(names, key);
		if (number && !curves[number - 1].points++)
			curves[number - 1].first = i;
	}
}

size_t picture_curves(struct picture *p, const struct recorded *r, size_t most)
{
	struct names names = {0};
	struct curve *curves = calloc(r->measures + 1, sizeof(*curves));
	size_t n = 0;

	if (!curves)
		return 0;
	take_points(r, &names, curves);
	for (size_t i = 0; i < names.count && n < most; i++)
		if (curves[i].points > 2)
			n += picture_curve(&p[n], r, curves[i].first);
	names_free(&names);
	free(curves);
	return n;
}

enum { VM_RSS = 1, CG_CURRENT = 4 }; /* in sample_columns */

static int64_t busiest_step(const struct recorded *r, size_t *most)
{
	int64_t best = -1;

	*most = 0;
	for (size_t i = 0; i < r->samples;) {
		size_t n = 0, first = i;

		while (i < r->samples && r->sample[i].seq == r->sample[first].seq)
			n += strcmp(r->sample[i++].role, "lab") == 0;
		if (n > *most) {
			*most = n;
			best = r->sample[first].seq;
		}
	}
	return best;
}

static struct value present_mib(const struct recorded_sample *s, bool room)
{
	return s->values[room ? CG_CURRENT : VM_RSS];
}

static bool is_in_series(const struct recorded_sample *s, int64_t seq, bool room)
{
	return s->seq == seq && strcmp(s->role, "lab") == 0 && present_mib(s, room).known;
}

static void series_rows(FILE *f, const struct recorded *r, int64_t seq, bool room, size_t count)
{
	const double unit = room ? BYTES_PER_MIB : KIB_PER_MIB;
	int64_t start = -1;
	size_t at = 0, shown = 0;

	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < r->samples; i++) {
		const struct recorded_sample *s = &r->sample[i];

		if (!is_in_series(s, seq, room))
			continue;
		start = start < 0 ? s->elapsed_ns : start;
		/* Evenly, and the last one always. */
		if (++at * SERIES_POINTS / count > shown || count <= SERIES_POINTS) {
			shown++;
			fprintf(f, "%.6f", ((double)s->elapsed_ns - (double)start) / 1e6);
			picture_value(f, present_mib(s, room), unit);
			fprintf(f, "\n");
		}
	}
	fprintf(f, "EOD\n");
}

static bool was_killed(const struct recorded *r, int64_t seq)
{
	return r->signal.known && r->signal.n == 9 && r->steps && r->step[r->steps - 1].seq == seq;
}

bool picture_series(struct picture *p, const struct recorded *r)
{
	size_t most, count = 0;
	const int64_t seq = busiest_step(r, &most);
	const bool room = r->limit_bytes.known;
	char title[sizeof(p->title)];

	for (size_t i = 0; i < r->samples; i++)
		count += is_in_series(&r->sample[i], seq, room);
	if (count < SERIES_MIN)
		return false;
	const bool killed = was_killed(r, seq);
	line_set(title, sizeof(title),
		 killed ? _("%s: memory over time, up to the kill") : _("%s: memory over time"),
		 r->lab);
	FILE *f = picture_begin(p, r, "series", title);
	if (!f)
		return false;
	series_rows(f, r, seq, room, count);
	picture_say(f,
		    "set xlabel %s\nset ylabel 'MiB'\n"
		    "set yrange [0:*]\nstats $d using 1 name 'T' nooutput\n"
		    "stats $d using 2 name 'M' nooutput\n",
		    _("ms since the first sample of the step"));
	if (killed)
		picture_say(f,
			    "set label 1 %s at T_max, M_max right offset -1.5,-1 front\n"
			    "set label 2 '' at T_max, M_max point pt 2 ps 2 lw 3 lc " VERMILION
			    " front\n",
			    _("killed"));
	picture_say(f, "plot $d using 1:2 with lines lw 2.5 lc " BLUE " title %s",
		    room ? _("in the room (cg_current_bytes)") : _("in RAM (VmRSS)"));
	if (room) {
		fprintf(f, ", %.6f", (double)r->limit_bytes.n / BYTES_PER_MIB);
		picture_say(f, " with lines dt 2 lw 2 lc " VERMILION " title %s",
			    _("the limit (memory.max)"));
	}
	fprintf(f, "\n");
	fclose(f);
	picture_describe(p, _("A line through %zu samples of step %lld: %s in MiB.%s%s"), count,
			 (long long)seq,
			 room ? _("memory charged to the group") : _("resident memory"),
			 room ? _(" A dashed line marks the limit.") : "",
			 killed ? _(" A cross marks where the process was killed.") : "");
	return true;
}
