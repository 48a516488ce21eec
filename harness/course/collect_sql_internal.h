/* SPDX-License-Identifier: MIT */
/* What the two halves of collect_sql share. */
#ifndef COURSE_COLLECT_SQL_INTERNAL_H
#define COURSE_COLLECT_SQL_INTERNAL_H

#include "course/collect_internal.h"

#ifdef HAVE_SQLITE
#include <sqlite3.h>

enum table { RUNS, STEPS, MEASURES, SAMPLES, GUESSES, TABLES };

struct collect_sql {
	sqlite3 *db;
	sqlite3_stmt *insert[TABLES];
	int error; /* the first -errno, kept */
	char *problem;
	size_t room;
	const char *id; /* of the run on its way in */
	const char *lab;
};

/* Keeps the first error, and what SQLite says of it. Returns it. */
int collect_sql_failed(struct collect_sql *sql);

/* collect_vfs.c: the name of SQLite's way to files, for sqlite3_open_v2. */
const char *collect_vfs(void);

#endif
#endif
