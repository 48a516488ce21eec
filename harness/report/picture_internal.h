/* SPDX-License-Identifier: MIT */
/* What the parts of picture share. */
#ifndef REPORT_PICTURE_INTERNAL_H
#define REPORT_PICTURE_INTERNAL_H

#include <stdio.h>

#include "report/picture.h"

/* Okabe and Ito's blue, orange, green and vermilion, as gnuplot takes them. */
#define BLUE	  "'#0072B2'"
#define ORANGE	  "'#E69F00'"
#define GREEN	  "'#009E73'"
#define VERMILION "'#D55E00'"

#define KIB_PER_MIB   1024.0
#define BYTES_PER_MIB 1048576.0

/*
 * picture_script.c: names the picture and opens its script, which has its beginning then; NULL
 * without memory. The caller closes it.
 */
FILE *picture_begin(struct picture *p, const struct recorded *r, const char *what,
		    const char *title);

/* picture_script.c: the description, as printf does; cut to its size. */
__attribute__((format(printf, 2, 3))) void picture_describe(struct picture *p, const char *how,
							    ...);

/* A text in quotes that it cannot end. No other text comes into a script, whoever wrote it. */
void picture_label(FILE *f, const char *text);

/* Part of the script, with each %s as picture_label has it, quotes and all, and each %zu. */
__attribute__((format(printf, 2, 3))) void picture_say(FILE *f, const char *script, ...);

/* picture_script.c: a cell of the data: a number in units, "?" where it is not known. */
void picture_value(FILE *f, struct value value, double unit);

/* Pure: what theory says the column should be after the step. row may be NULL. */
struct value picture_theory_after(const struct ledger_row *row);

/* The first curves of what a lab measured for many values, at most so many. How many they are. */
size_t picture_curves(struct picture *p, const struct recorded *r, size_t most);

/* Each kind; false when the run has nothing for it. */
bool picture_series(struct picture *p, const struct recorded *r);
bool picture_promised(struct picture *p, const struct recorded *r);
bool picture_shared(struct picture *p, const struct recorded *r);
bool picture_theory(struct picture *p, const struct recorded *r);

#endif
