/* SPDX-License-Identifier: MIT */
/* picture_script: what the scripts of all pictures have in common. */
#include <stdarg.h>
#include <stdio.h>

#include "report/picture_internal.h"
#include "util/line.h"
#include "util/utf8.h"

/* Letters of its size that are sure to fit side by side. */
enum { TITLE_MOST = 58 };

FILE *picture_begin(struct picture *p, const struct recorded *r, const char *what,
		    const char *title)
{
	char guarded[sizeof(p->title)];
	const int width = utf8_width(title);

	line_set(p->name, sizeof(p->name), "%s-%s", r->lab, what);
	line_set(p->title, sizeof(p->title), "%s", title);
	p->height_px = 440;
	FILE *f = open_memstream(&p->script, &p->script_len);
	if (!f)
		return NULL;
	picture_guard(p->title, guarded, sizeof(guarded));
	fprintf(f,
		"set encoding utf8\nset border 3\nset tics nomirror\n"
		"set label 9 \"%s\" at screen 0.025, graph 1 offset 0, char 1.5 font "
		"'sans-serif,%d'\n"
		"set tmargin 3\nset grid ytics lc '#dddddd' lt 1\n"
		"set key outside bottom center horizontal samplen 1.5 height 0.8\n"
		"set datafile missing '?'\n",
		guarded, width > TITLE_MOST ? TITLE_MOST * PICTURE_FONT / width : PICTURE_FONT);
	return f;
}

void picture_describe(struct picture *p, const char *how, ...)
{
	va_list args;

	va_start(args, how);
	line_vset(p->description, sizeof(p->description), how, args);
	va_end(args);
}

void picture_value(FILE *f, struct value value, double unit)
{
	if (value.known)
		fprintf(f, " %.6g", (double)value.n / unit);
	else
		fprintf(f, " ?");
}
