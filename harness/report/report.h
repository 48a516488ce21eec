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

#include "record/run_reader.h"

/* What could not be had, said once at the end. */
struct report_lack {
	bool gnuplot, cmark; /* not installed */
	size_t pictures;     /* not drawn, for that or another reason */
	char kept[64]; /* what became of a report.md that was edited; "" when there was none */
};

struct report_options {
	const char *root; /* the folder with labs/, for the questions */
	const char *out;  /* the folder that the report goes to */
	bool png;	  /* the pictures as PNG too */
};

/* The folder of one run; the folder of a lab, with its runs and the link latest. */
bool report_is_run(const char *folder);
bool report_is_lab(const char *folder);

/* Whether somebody wrote in this folder's report.md since it was made. */
bool report_is_edited(const char *folder);

/*
 * Writes report.md, report.html and the pictures of the runs in these folders, each of one run or
 * of a lab; each file appears when it is whole. Runs of one lab, student and machine have one
 * section. 0; -errno with problem filled. Runs that cannot be read are named on stderr and left
 * out; *taken counts the others.
 */
int report_write(const struct report_options *options, char *const *folders, size_t count,
		 size_t *taken, struct report_lack *lack, char *problem, size_t room);

#endif
