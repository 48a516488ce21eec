/* SPDX-License-Identifier: MIT */
/* class: what a class has measured, as a page in Markdown, from all.sqlite by plain queries. */
#ifndef COURSE_CLASS_H
#define COURSE_CLASS_H

#include <stdbool.h>
#include <stdio.h>

#include "util/names.h"

/* Who should be there, and who is. */
struct class_roster {
	const struct names *wanted; /* or NULL: nobody is asked for */
	const struct names *seen;   /* who made runs, under their own names */
	bool anonymous;		    /* the database names the n-th of them student-n */
};

/* 0, or -errno with problem filled. */
int class_write(FILE *f, const char *database, const struct class_roster *roster, char *problem,
		size_t room);

#endif
