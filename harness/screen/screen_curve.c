/* SPDX-License-Identifier: MIT */
/* A number that the lab measured for many values of another (lab_measure_at): a line each. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "screen/screen_internal.h"
#include "util/size.h"

enum { BAR = 48, LINES = 20 };

static bool is_point_of(const struct message *m, const char *name)
{
	return m->has_x && !m->hidden && strcmp(m->name, name) == 0;
}

static void print_point(const struct message *m, double most)
{
	const int marks = most > 0 && m->value > 0 ? (int)(m->value / most * (double)BAR + 0.5) : 0;
	const struct value whole = measure_rounded(m->x);
	char x[32], value[32];

	if (whole.known && (double)whole.n == m->x)
		count_show(whole.n, false, x, sizeof(x));
	else
		snprintf(x, sizeof(x), "%.4g", m->x);
	printf("   %16s |%.*s%*s| %10s %s\n", x, marks,
	       "################################################", BAR - marks, "",
	       measure_show(m->value, value, sizeof(value)), m->other);
}

/* All points of that name, or so many of them, evenly, that they fit on a screen. */
static void print_curve(const struct messages *measured, const char *name)
{
	double most = 0;
	size_t points = 0, at = 0, shown = 0;

	for (size_t i = 0; i < measured->count; i++) {
		const struct message *m = &measured->m[i];

		if (!is_point_of(m, name))
			continue;
		points++;
		most = m->value > most ? m->value : most;
	}
	const size_t lines = points < LINES ? points : LINES;
	printf(lines < points ? _("   measured     %s, by what was varied (not every point: "
				  "measures.csv has all)\n")
			      : _("   measured     %s, by what was varied\n"),
	       name);
	for (size_t i = 0; i < measured->count; i++) {
		if (!is_point_of(&measured->m[i], name))
			continue;
		/* The last one always: line n of the lines is point n * points / lines. */
		if (++at * lines / points > shown) {
			print_point(&measured->m[i], most);
			shown++;
		}
	}
}

void screen_curves(const struct session *session)
{
	const struct messages *measured = &session->measured;

	for (size_t i = 0; i < measured->count; i++) {
		const char *name = measured->m[i].name;
		bool first = measured->m[i].has_x && !measured->m[i].hidden;

		for (size_t j = 0; j < i && first; j++)
			first = !is_point_of(&measured->m[j], name);
		if (first)
			print_curve(measured, name);
	}
}
