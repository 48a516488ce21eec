/* SPDX-License-Identifier: MIT */
/* What the parts of report share. */
#ifndef REPORT_REPORT_INTERNAL_H
#define REPORT_REPORT_INTERNAL_H

#include "report/picture.h"
#include "report/report.h"

/* report_asked.c: adds what lies beside the runs that stand alone. */
void report_take_fellows(struct report_asked *a);

#define REPORT_TEXT "report.md" /* in REPORT_FOLDER */
#define REPORT_PAGE "report.html"

struct report {
	const struct report_options *options;
	int out, folder;   /* for report.html, and for all else */
	FILE *md, *html;   /* both in memory until they are whole */
	size_t labs;	   /* reported so far: makes ids unique */
	size_t pictures;   /* so far */
	bool has_pictures; /* the run that is reported */
	struct report_file *file;
	size_t files;
	int error;	  /* the first -errno, kept */
	char failed[512]; /* and of what: a path or a tool */
	struct report_lack lack;
};

/*
 * report_edited.c: report.md ends in a line that tells whether somebody wrote in it since. Then it
 * is put aside in its folder, under the name given back ("" when there is nothing to keep), before
 * another takes its place. 0 or -errno.
 */
void report_seal(FILE *md, const char *text);
int report_put_aside(int folder, char *name, size_t room);

/* report_edited.c: the same question of a folder that is open. */
int report_edited_in(int folder);

/* report_files.c: keeps the first -errno and what it was of, a path or a tool; 0 is none. */
void report_fail(struct report *r, const char *what, int error);

/* report_files.c: a file of the report, in memory until report_publish; or keeps the error. */
void report_keep(struct report *r, const char *name, const char *data, size_t len);

/*
 * report_files.c: all files of the report, or none: they are written into a folder of our own
 * first, and moved when all are whole, which takes no more room on the disk. Keeps the error.
 */
void report_publish(struct report *r);
void report_files_free(struct report *r);

/* report_out.c: a piece of the text, as Markdown; into the page by cmark-gfm. */
void report_markdown(struct report *r, const char *markdown, size_t len);

/* report_out.c: a picture, its SVG as a file beside report.md, and inside the page. */
void report_svg(struct report *r, const char *name, const char *title, const char *svg, size_t len);

/* report_out.c: a box of the page, for its style. */
void report_open(struct report *r, const char *what);
void report_close(struct report *r);

/* report_out.c: room to write something by hand. */
void report_room(struct report *r, const char *title);

/* report_page.c: the page around it. */
void report_begin(struct report *r);
void report_end(struct report *r);

/* report_lab.c: all that is said of a lab: of its newest run, and what all of them show. */
void report_lab(struct report *r, const struct series *s);

/* report_pictures.c: what it looks like; at most six maps of pages, pages.csv has all. */
void report_pictures(struct report *r, const struct recorded *run);

/* report_guesses.c: what was believed beside what was seen. How many guesses were made. */
size_t report_guesses(FILE *f, const struct recorded *run);

/* One of gnuplot's pictures. */
void report_picture(struct report *r, const struct picture *p);

/* report_series.c: what only several runs show; nothing where there is one. */
void report_series(struct report *r, const struct series *s);

/* report_rows.c: the steps, row by row, as a table each. */
void report_rows(FILE *f, const struct recorded *run, const struct labconf *conf);

#endif
