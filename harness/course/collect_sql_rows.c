/* SPDX-License-Identifier: MIT */
/* One run's rows for all.sqlite. */
#include "course/collect_sql_internal.h"

#ifdef HAVE_SQLITE

/* A row on its way in: what comes next goes to the next column. */
struct row {
	sqlite3_stmt *insert;
	int at;
};

/* An empty text is one that is not known. */
static void text(struct row *row, const char *s)
{
	row->at++;
	if (*s)
		sqlite3_bind_text(row->insert, row->at, s, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(row->insert, row->at);
}

static void number(struct row *row, struct value value)
{
	row->at++;
	if (value.known)
		sqlite3_bind_int64(row->insert, row->at, value.n);
	else
		sqlite3_bind_null(row->insert, row->at);
}

static void real(struct row *row, double x)
{
	sqlite3_bind_double(row->insert, ++row->at, x);
}

static int put(struct collect_sql *sql, const struct row *row)
{
	if (!sql->error && sqlite3_step(row->insert) != SQLITE_DONE)
		collect_sql_failed(sql);
	sqlite3_reset(row->insert);
	return sql->error;
}

static void put_conditions(struct row *row, const struct recorded *run)
{
	text(row, run->kernel);
	text(row, run->machine);
	text(row, run->distribution);
	text(row, run->cpu);
	number(row, run->cpus);
	number(row, run->ram_kib);
	number(row, run->swap_kib);
	number(row, run->page_bytes);
	text(row, run->thp);
	number(row, known(run->thp_off));
	text(row, run->cap_how);
	text(row, run->cap_where);
	number(row, run->cgroup_version);
	number(row, known(run->is_guest));
	number(row, run->limit_bytes);
	number(row, run->size_bytes);
}

static void put_run_row(struct collect_sql *sql, const struct collected *c)
{
	const struct recorded *run = &c->run;
	const size_t counts[] = {c->tally.expected, c->tally.hold, c->tally.explained,
				 c->tally.deviate, c->tally.unknown};
	struct row row = {sql->insert[RUNS], 0};

	text(&row, c->id);
	text(&row, run->lab);
	text(&row, c->student);
	text(&row, c->host);
	text(&row, c->seed);
	text(&row, run->ended_utc);
	text(&row, run->outcome);
	number(&row, run->exit_code);
	number(&row, run->signal);
	put_conditions(&row, run);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		number(&row, known((int64_t)counts[i]));
	put(sql, &row);
}

/* The first four columns of every table but runs. */
static struct row begin(struct collect_sql *sql, enum table table, int64_t seq, const char *step)
{
	struct row row = {sql->insert[table], 0};

	text(&row, sql->id);
	text(&row, sql->lab);
	number(&row, known(seq));
	text(&row, step);
	return row;
}

static void put_step(struct collect_sql *sql, const struct recorded_step *step)
{
	for (size_t i = 0; !sql->error && i < step->ledger.count; i++) {
		const struct ledger_row *r = &step->ledger.row[i];
		const bool is_expected = r->relation != RELATION_NONE;

		if (!collect_wants(r))
			continue;
		struct row row = begin(sql, STEPS, step->seq, step->name);
		text(&row, r->role);
		text(&row, r->column);
		number(&row, r->before);
		number(&row, r->after);
		number(&row, r->delta);
		text(&row, relation_text[r->relation]);
		number(&row, is_expected ? known(r->expected) : unknown);
		number(&row, is_expected ? known(r->slack) : unknown);
		text(&row, verdict_text[r->verdict]);
		text(&row, r->cause ? r->cause->name : "");
		put(sql, &row);
	}
}

static const char *step_name(const struct recorded *run, int64_t seq)
{
	for (size_t i = 0; i < run->steps; i++)
		if (run->step[i].seq == seq)
			return run->step[i].name;
	return "";
}

static void put_measure(struct collect_sql *sql, const struct recorded *run,
			const struct recorded_measure *m)
{
	struct row row = begin(sql, MEASURES, m->seq, step_name(run, m->seq));

	text(&row, m->name);
	if (m->has_x)
		real(&row, m->x);
	else
		number(&row, unknown);
	real(&row, m->value);
	text(&row, m->unit);
	put(sql, &row);
}

static void put_sample(struct collect_sql *sql, const struct recorded *run,
		       const struct recorded_sample *s)
{
	struct row row = begin(sql, SAMPLES, s->seq, step_name(run, s->seq));

	text(&row, s->role);
	number(&row, known(s->elapsed_ns));
	for (size_t i = 0; i < SAMPLE_COLUMNS; i++)
		number(&row, s->values[i]);
	put(sql, &row);
}

/* The column's type makes a number of a text that looks like one, and these do. */
static int put_guess(void *self, char *const *cells)
{
	struct collect_sql *sql = self;
	struct row row = {sql->insert[GUESSES], 0};

	text(&row, sql->id);
	text(&row, sql->lab);
	for (int i = 0; i < GUESS_CELLS; i++)
		text(&row, cells[i]);
	return put(sql, &row);
}

int collect_sql_run(struct collect_sql *sql, const struct collected *c)
{
	const struct recorded *run = &c->run;

	sql->id = c->id;
	sql->lab = run->lab;
	put_run_row(sql, c);
	for (size_t i = 0; !sql->error && i < run->steps; i++)
		put_step(sql, &run->step[i]);
	for (size_t i = 0; !sql->error && i < run->measures; i++)
		put_measure(sql, run, &run->measure[i]);
	for (size_t i = 0; !sql->error && i < run->samples; i++)
		put_sample(sql, run, &run->sample[i]);
	if (sql->error)
		return sql->error;
	const int error = collect_guesses(c, put_guess, sql, sql->problem, sql->room);
	if (!sql->error)
		sql->error = error;
	return sql->error;
}

#else

int collect_sql_run(struct collect_sql *sql, const struct collected *c)
{
	(void)sql;
	(void)c;
	return -1;
}

#endif
