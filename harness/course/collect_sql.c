/* SPDX-License-Identifier: MIT */
/*
 * all.sqlite: the same runs for questions in SQL, in one transaction.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "course/collect_sql_internal.h"
#include "util/line.h"

#ifdef HAVE_SQLITE

static const struct {
	const char *name;
	int columns;
} tables[TABLES] = {
	[RUNS] = {"runs", 30},	     [STEPS] = {"steps", 14},	     [MEASURES] = {"measures", 8},
	[SAMPLES] = {"samples", 14}, [GUESSES] = {"predictions", 8},
};

int collect_sql_failed(struct collect_sql *sql)
{
	const int code = sqlite3_errcode(sql->db);

	if (!sql->error) {
		snprintf(sql->problem, sql->room, "all.sqlite: %s", sqlite3_errmsg(sql->db));
		sql->error = code == SQLITE_INTERRUPT ? -EINTR
			     : code == SQLITE_NOMEM   ? -ENOMEM
			     : code == SQLITE_FULL    ? -ENOSPC
						      : -EIO;
	}
	return sql->error;
}

static int execute(struct collect_sql *sql, const char *statements)
{
	if (sql->error || sqlite3_exec(sql->db, statements, NULL, NULL, NULL) == SQLITE_OK)
		return sql->error;
	return collect_sql_failed(sql);
}

static int stop_if_asked(void *self)
{
	(void)self;
	return collect_interrupted();
}

static int prepare(struct collect_sql *sql, enum table table)
{
	char statement[256];

	line_set(statement, sizeof(statement), "INSERT INTO %s VALUES(?", tables[table].name);
	for (int i = 1; i < tables[table].columns; i++)
		line_add(statement, sizeof(statement), ",?");
	line_add(statement, sizeof(statement), ")");
	if (sqlite3_prepare_v2(sql->db, statement, -1, &sql->insert[table], NULL) != SQLITE_OK)
		return collect_sql_failed(sql);
	return 0;
}

bool collect_sql_is_there(void)
{
	return true;
}

struct collect_sql *collect_sql_new(const char *path, char *problem, size_t room)
{
	enum { STEPS_BETWEEN_LOOKS = 100000 };
	struct collect_sql *sql = calloc(1, sizeof(*sql));

	if (!sql)
		return NULL;
	sql->problem = problem;
	sql->room = room;
	if (sqlite3_open_v2(path, &sql->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			    collect_vfs()) != SQLITE_OK) {
		collect_sql_failed(sql);
		return sql;
	}
	sqlite3_progress_handler(sql->db, STEPS_BETWEEN_LOOKS, stop_if_asked, NULL);
	execute(sql, collect_tables);
	for (enum table table = 0; !sql->error && table < TABLES; table++)
		prepare(sql, table);
	return sql;
}

int collect_sql_finish(struct collect_sql *sql)
{
	execute(sql, collect_indexes);
	for (const char *const *view = collect_views; *view; view++)
		execute(sql, *view);
	return execute(sql, "COMMIT");
}

void collect_sql_free(struct collect_sql *sql)
{
	if (!sql)
		return;
	for (enum table table = 0; table < TABLES; table++)
		sqlite3_finalize(sql->insert[table]);
	sqlite3_close(sql->db);
	free(sql);
}

#else

bool collect_sql_is_there(void)
{
	return false;
}

struct collect_sql *collect_sql_new(const char *path, char *problem, size_t room)
{
	(void)path;
	(void)problem;
	(void)room;
	return NULL;
}

int collect_sql_finish(struct collect_sql *sql)
{
	(void)sql;
	return -ENOSYS;
}

void collect_sql_free(struct collect_sql *sql)
{
	(void)sql;
}

#endif
