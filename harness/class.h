/* SPDX-License-Identifier: MIT */
/* class: what a class has measured, as a page in Markdown, from all.sqlite by plain queries. */
#ifndef CLASS_H
#define CLASS_H

#include <stdbool.h>
#include <stdio.h>

#include "names.h"

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
