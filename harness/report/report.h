/* SPDX-License-Identifier: MIT */
/*
 * report: recorded runs as a page to hand in. The text is Markdown; report.html is the same text
 * through cmark-gfm, with the pictures inside, and asks nobody for anything.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lab/lab_list.h"
#include "record/series.h"

/* What could not be had, said once at the end. */
struct report_lack {
	bool gnuplot, cmark; /* not installed */
	size_t pictures;     /* not drawn, for that or another reason */
	char kept[64]; /* what became of a report.md that was edited; "" when there was none */
};

struct report_options {
	const char *root; /* the folder with labs/, for the questions */
	const char *out;  /* the folder that report.html, and the folder report with all else, go to */
	bool makes_out;	  /* out is made if need be */
	bool png;	  /* the pictures as PNG too */
};

/* The folder beside report.html. */
#define REPORT_FOLDER "report"

/* Whether somebody wrote in out/report/report.md since it was made: 1, 0, or -errno when that cannot be told. */
int report_is_edited(const char *out);

/* What is reported of: a series for each lab, in the order of asking. All zero at first. */
struct report_asked {
	struct series *series;
	size_t count;
};

/*
 * report_asked.c: takes the run that is meant by a folder that was typed; or that of each of these labs in a folder of
 * results. What cannot be read is named on stderr. Freed by report_asked_free.
 */
void report_take(struct report_asked *a, const char *typed, const struct catalogue *labs);
void report_asked_free(struct report_asked *a);

/*
 * Writes report.html, and report/ with report.md and the pictures, of what was taken; each file appears when it is whole.
 * Runs of one lab, student and machine have one section. The others beside a run are counted with it when it is the only
 * one of its lab that was asked for. Nothing is written into the runs' folders. 0; -errno with problem filled.
 * *taken: the runs that are told of.
 */
int report_write(const struct report_options *options, struct report_asked *asked, size_t *taken,
		 struct report_lack *lack, char *problem, size_t room);

#endif
