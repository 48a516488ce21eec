/* SPDX-License-Identifier: MIT */
/*
 * picture: what a recorded run looks like, drawn by gnuplot as SVG: theory as marks or lines beside
 * what was measured. Colours are Okabe and Ito's, told apart without colour too.
 */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include "record/run_reader.h"
#include "record/series.h"
#include "util/file.h"

enum {
	PICTURES_MAX = 4,
	PICTURE_FONT = 20 /* px of 760: half a page of A4 or a phone shows half of it */
};

struct picture {
	char name[64];	       /* of its file, without .svg */
	char title[200];       /* what it shows */
	char description[400]; /* the same for those who do not see it */
	int height_px;	       /* of 760 px width */
	char *script;	       /* for gnuplot, without its terminal */
	size_t script_len;     /* of it; where its stream writes how long it is */
};

/*
 * Chooses what is worth a picture, the best first: curves that the lab measured, the time series,
 * promised beside present, theory beside measured. Returns how many; the caller frees each.
 */
size_t picture_choose(const struct recorded *r, struct picture pictures[PICTURES_MAX]);
void picture_free(struct picture *p);

/* Page faults against the size; false when the runs have one size, or no faults to speak of. */
bool picture_sizes(struct picture *p, const struct series *s);

/*
 * Has gnuplot draw it. unique is a word that keeps its ids apart from others' on one page. 0;
 * -ENOENT: there is no gnuplot; -EIO: it failed, and said why.
 */
int picture_svg(const struct picture *p, const char *unique, struct text *svg);
int picture_png(const struct picture *p, struct text *png);

/* Pure: text that cannot end a quoted string of gnuplot's, nor be more than text in it. */
void picture_guard(const char *text, char *out, size_t room);

#endif
