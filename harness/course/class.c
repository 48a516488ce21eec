/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "course/class.h"
#include "course/class_internal.h"
#include "course/collect_sql_internal.h"
#include "i18n/intl.h"

#ifdef HAVE_SQLITE

/* The questions' own words, for the translators: they are found nowhere else. */
__attribute__((unused)) static const char *const words[] = {
	N_(" (most: "),	   N_(", slack "), N_(" and others"), N_("cap"),
	N_("none proven"), N_("no"),	   N_("none"),	      N_("nothing that is recorded"),
	N_("unknown"),	   N_("yes"),
};

/* say(text) in a question: the text in the reader's language. */
static void say(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);

	(void)count;
	if (text)
		sqlite3_result_text(context, _(text), -1, SQLITE_TRANSIENT);
	else
		sqlite3_result_null(context);
}

/* What is asked again for every lab is worked out once. */
static const char make_tables[] =
	"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;"
	"CREATE TEMP TABLE by_step AS SELECT * FROM expectations;"
	"CREATE TEMP TABLE measured AS SELECT * FROM measures_by_step;"
	"CREATE TEMP TABLE unusual AS SELECT run_id, group_concat(say(what) || ' ' ||"
	" say(coalesce(value, 'unknown')) || say(' (most: ') || say(coalesce(usual, 'unknown')) ||"
	" ')', '; ')"
	" AS how FROM (SELECT * FROM unusual_conditions ORDER BY run_id, what) GROUP BY run_id;"
	"CREATE UNIQUE INDEX temp.unusual_run ON unusual(run_id);"
	"CREATE TEMP TABLE roster(student TEXT PRIMARY KEY);";

static const char overview[] =
	"SELECT lab AS Lab, count(*) AS Runs, count(DISTINCT student) AS Students,"
	" sum(expected) AS Expected, sum(hold) AS Held, sum(explained) AS Explained,"
	" sum(deviate) AS Differ, sum(unknown) AS Unknown FROM runs GROUP BY lab";

static const char machines[] =
	"SELECT machine AS Machine, kernel AS Kernel, page_size_bytes AS \"Page size\","
	" thp AS THP, coalesce(cap, say('none')) AS Cap,"
	" say(CASE virtual_machine WHEN 1 THEN 'yes' ELSE 'no' END) AS \"Virtual machine\","
	" runs AS Runs, students AS Students, hold AS Held, explained AS Explained,"
	" deviate AS Differ, unknown AS Unknown FROM machines ORDER BY runs DESC, 1, 2 LIMIT 60";

/* Where nobody was asked, there is nothing to mark. */
static const char guesses[] =
	"SELECT student AS Student, sum(asked) AS Asked, sum(made) AS Made,"
	" group_concat(lab || ' ' || made || '/' || asked, ', ') AS \"Made/asked, by lab\""
	" FROM (SELECT * FROM guesses_made ORDER BY student, lab)"
	" WHERE EXISTS (SELECT 1 FROM predictions) GROUP BY student ORDER BY student";

static const char expected[] =
	"SELECT step AS Step, role AS Of, \"column\" AS Column, relation || ' ' ||"
	" CASE WHEN expected_min = expected_max THEN expected_min"
	" ELSE expected_min || ' ... ' || expected_max END || CASE slack WHEN 0 THEN ''"
	" ELSE say(', slack ') || slack END AS Theory, runs AS Runs, hold AS Held,"
	" explained AS Explained, deviate AS Differ, unknown AS Unknown, delta_median AS Median,"
	" delta_min AS Smallest, delta_max AS Largest FROM by_step WHERE lab = :lab"
	" ORDER BY seq, role, \"column\", relation";

/* Grouped, since a hundred machines of one kind tell one thing and not a hundred. */
static const char outliers[] =
	"SELECT step AS Step, role AS Of, \"column\" AS Column, count(*) AS Rows,"
	" count(DISTINCT student) AS Students, min(student) ||"
	" CASE count(DISTINCT student) WHEN 1 THEN '' ELSE say(' and others') END AS Who,"
	" min(delta) AS Smallest, max(delta) AS Largest,"
	" coalesce(cause, say('none proven')) AS \"Proven cause\","
	" coalesce(how, say('nothing that is recorded')) AS \"Differs from most runs in\""
	" FROM deviations LEFT JOIN unusual USING (run_id) WHERE lab = :lab"
	" GROUP BY seq, 1, 2, 3, cause, how ORDER BY count(*) DESC, seq, 3 LIMIT 40";

static const char measured[] =
	"SELECT step AS Step, name AS Measure, x AS At, runs AS Runs, median AS Median,"
	" smallest AS Smallest, largest AS Largest, unit AS Unit FROM measured WHERE lab = :lab"
	" ORDER BY seq, name, unit, x LIMIT 120";

static const char missing[] =
	"SELECT student AS Missing FROM roster WHERE student NOT IN"
	" (SELECT student FROM runs WHERE :lab IS NULL OR lab = :lab) ORDER BY 1";

static const char strangers[] = "SELECT DISTINCT student AS Stranger FROM runs WHERE student NOT IN"
				" (SELECT student FROM roster) ORDER BY 1";

/* The roster's names as the database has them. Who is anonymous and made no run has none there. */
static void put_roster(struct class *c, const struct class_roster *roster)
{
	sqlite3_stmt *insert = class_ask(c, "INSERT OR IGNORE INTO roster VALUES(?)");
	char name[48];

	for (size_t i = 0; !c->error && i < roster->wanted->count; i++) {
		const char *wanted = roster->wanted->text[i];
		const size_t number = names_find(roster->seen, wanted);

		if (roster->anonymous && !number) {
			c->absent++;
			continue;
		}
		snprintf(name, sizeof(name), "student-%zu", number);
		sqlite3_bind_text(insert, 1, roster->anonymous ? name : wanted, -1, SQLITE_STATIC);
		class_next(c, insert);
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
}

static void put_labs(struct class *c, bool has_roster)
{
	sqlite3_stmt *labs = class_ask(c, "SELECT DISTINCT lab FROM runs ORDER BY lab");

	while (class_next(c, labs)) {
		c->lab = (const char *)sqlite3_column_text(labs, 0);
		fprintf(c->f, "\n## %s\n", c->lab);
		class_table(c, _("What was expected"), expected);
		class_table(c, _("Where runs differ from theory"), outliers);
		class_table(c, _("What was measured"), measured);
		if (has_roster)
			class_list(c, _("Missing"), missing, c->absent);
	}
	c->lab = NULL;
	sqlite3_finalize(labs);
}

static void put_all(struct class *c, bool has_roster)
{
	fputs(_("# Class report\n\n"
		"Runs that `pagelab check` believes, as `pagelab collect` found them. All of it is "
		"asked of\n"
		"all.sqlite: held, explained and differ count the rows that a lab's theory speaks "
		"of, without\n"
		"the empty step. What a run differs in from most runs of its lab is a trace, not a "
		"proof.\n"),
	      c->f);
	class_table(c, _("Labs"), overview);
	class_table(c, _("Machines"), machines);
	class_table(c, _("Guesses"), guesses);
	if (has_roster) {
		fputs(_("\n### Roster\n"), c->f);
		class_list(c, _("Without any run"), missing, c->absent);
		class_list(c, _("Not on the roster"), strangers, 0);
	}
	put_labs(c, has_roster);
}

int class_write(FILE *f, const char *database, const struct class_roster *roster, char *problem,
		size_t room)
{
	struct class c = {.f = f};

	if (sqlite3_open_v2(database, &c.db, SQLITE_OPEN_READONLY, collect_vfs()) != SQLITE_OK ||
	    sqlite3_create_function(c.db, "say", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, say,
				    NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(c.db, make_tables, NULL, NULL, NULL) != SQLITE_OK)
		c.error = -EIO;
	if (!c.error && roster->wanted)
		put_roster(&c, roster);
	if (!c.error)
		put_all(&c, roster->wanted != NULL);
	if (c.error)
		snprintf(problem, room, "class.md: %s", sqlite3_errmsg(c.db));
	sqlite3_close(c.db);
	return c.error;
}

#else

int class_write(FILE *f, const char *database, const struct class_roster *roster, char *problem,
		size_t room)
{
	(void)f;
	(void)database;
	(void)roster;
	(void)problem;
	(void)room;
	return -ENOSYS;
}

#endif
