/* SPDX-License-Identifier: MIT */
/* What the halves of class share. */
#ifndef COURSE_CLASS_INTERNAL_H
#define COURSE_CLASS_INTERNAL_H

#ifdef HAVE_SQLITE
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

struct class
{
	FILE *f;
	sqlite3 *db;
	const char *lab; /* :lab in a question; NULL: none */
	size_t absent;	 /* on the roster, without any run, and not to be named */
	int error;
};

/* A question, and whether it has one more row as answer. NULL and false after an error. */
sqlite3_stmt *class_ask(struct class *c, const char *question);
bool class_next(struct class *c, sqlite3_stmt *query);

/* The answer as a table, its columns named as in the question; nothing when there is no row. */
void class_table(struct class *c, const char *title, const char *question);

/* The first column as a line, "title: a, b."; unnamed: so many more. Nothing when there is none. */
void class_list(struct class *c, const char *title, const char *question, size_t unnamed);

#endif
#endif
