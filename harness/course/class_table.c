/* SPDX-License-Identifier: MIT */
/* The answer to a question in SQL, as a table or a line of Markdown. */
#include "course/class_internal.h"
#include "i18n/intl.h"

#ifdef HAVE_SQLITE
#include <errno.h>
#include <stdint.h>

#include "util/markup.h"

/* At most four digits behind the point, and none of a large number: nobody reads more. */
static void put_number(FILE *f, double x)
{
	const double size = x < 0 ? -x : x;

	if (size < 1e15 && x == (double)(int64_t)x)
		fprintf(f, "%.0f", x);
	else
		fprintf(f, size >= 1000 ? "%.0f" : "%.4g", x);
}

static void put_cell(FILE *f, sqlite3_stmt *query, int column)
{
	switch (sqlite3_column_type(query, column)) {
	case SQLITE_INTEGER:
		fprintf(f, "%lld", sqlite3_column_int64(query, column));
		break;
	case SQLITE_FLOAT:
		put_number(f, sqlite3_column_double(query, column));
		break;
	case SQLITE_TEXT:
		markup_markdown(f, (const char *)sqlite3_column_text(query, column));
		break;
	default:
		break;
	}
}

sqlite3_stmt *class_ask(struct class *c, const char *question)
{
	sqlite3_stmt *query = NULL;

	if (!c->error && sqlite3_prepare_v2(c->db, question, -1, &query, NULL) != SQLITE_OK)
		c->error = -EIO;
	const int lab = query ? sqlite3_bind_parameter_index(query, ":lab") : 0;
	if (lab && c->lab)
		sqlite3_bind_text(query, lab, c->lab, -1, SQLITE_STATIC);
	return query;
}

bool class_next(struct class *c, sqlite3_stmt *query)
{
	const int code = c->error ? SQLITE_DONE : sqlite3_step(query);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		c->error = -EIO;
	return code == SQLITE_ROW;
}

/* The names of the queries' columns, for the translators: they are found nowhere else. */
__attribute__((unused)) static const char *const heads[] = {N_("Asked"),
							    N_("At"),
							    N_("Cap"),
							    N_("Column"),
							    N_("Differ"),
							    N_("Expected"),
							    N_("Explained"),
							    N_("Held"),
							    N_("Kernel"),
							    N_("Lab"),
							    N_("Largest"),
							    N_("Machine"),
							    N_("Made"),
							    N_("Measure"),
							    N_("Median"),
							    N_("Missing"),
							    N_("Of"),
							    N_("Rows"),
							    N_("Runs"),
							    N_("Smallest"),
							    N_("Step"),
							    N_("Stranger"),
							    N_("Student"),
							    N_("Students"),
							    N_("Theory"),
							    N_("Unit"),
							    N_("Unknown"),
							    N_("Who"),
							    N_("Differs from most runs in"),
							    N_("Made/asked, by lab"),
							    N_("Page size"),
							    N_("Proven cause"),
							    N_("Virtual machine")};

/* The names of the columns are those of the query; numbers stand to the right. */
static void put_head(struct class *c, sqlite3_stmt *query, const char *title)
{
	const int columns = sqlite3_column_count(query);

	fprintf(c->f, "\n### %s\n\n|", title);
	for (int i = 0; i < columns; i++)
		fprintf(c->f, " %s |", _(sqlite3_column_name(query, i)));
	fprintf(c->f, "\n|");
	for (int i = 0; i < columns; i++)
		fputs(sqlite3_column_type(query, i) == SQLITE_TEXT ? "---|" : "--:|", c->f);
	fputc('\n', c->f);
}

void class_table(struct class *c, const char *title, const char *question)
{
	sqlite3_stmt *query = class_ask(c, question);

	for (size_t rows = 0; class_next(c, query); rows++) {
		if (!rows)
			put_head(c, query, title);
		fputc('|', c->f);
		for (int i = 0; i < sqlite3_column_count(query); i++) {
			fputc(' ', c->f);
			put_cell(c->f, query, i);
			fputs(" |", c->f);
		}
		fputc('\n', c->f);
	}
	sqlite3_finalize(query);
}

void class_list(struct class *c, const char *title, const char *question, size_t unnamed)
{
	sqlite3_stmt *query = class_ask(c, question);
	size_t count = 0;

	for (; class_next(c, query); count++) {
		fprintf(c->f, count ? ", " : "\n%s: ", title);
		put_cell(c->f, query, 0);
	}
	if (unnamed && count)
		fprintf(c->f, _(", and %zu not named here"), unnamed);
	else if (unnamed)
		fprintf(c->f, _("\n%s: %zu not named here"), title, unnamed);
	if (count || unnamed)
		fputs(".\n", c->f);
	sqlite3_finalize(query);
}

#endif
