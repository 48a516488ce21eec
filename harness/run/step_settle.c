/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "run/step_settle.h"
#include "screen/screen.h"
#include "util/size.h"

/* The empty step's theory is the harness's own: nothing of the process's own moves. */
static void expect_nothing(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct ledger_row *row = &l->row[i];

		if (strcmp(row->role, "lab") != 0 || row->metric < 0 ||
		    !(metrics[row->metric].flags & METRIC_OWN))
			continue;
		row->relation = RELATION_EQUAL;
		row->verdict = verdict_of(RELATION_EQUAL, 0, 0, row->delta);
	}
}

static int add_rows(struct ledger *l, const struct view *before, const struct view *after)
{
	for (size_t i = 0; i < metric_count; i++) {
		if (metric_scope(&metrics[i]) != after->scope)
			continue;
		struct ledger_row *row = ledger_add(l);
		if (!row)
			return -ENOMEM;
		snprintf(row->role, sizeof(row->role), "%s", after->role);
		snprintf(row->column, sizeof(row->column), "%s", metrics[i].column);
		row->metric = (int)i;
		row->before = before->values[i];
		row->after = after->values[i];
		row->delta = value_delta(row->before, row->after);
	}
	return 0;
}

static int add_measures(struct run *run)
{
	for (size_t i = 0; i < run->measured.count; i++) {
		const struct message *m = &run->measured.m[i];
		char column[WIRE_NAME];

		snprintf(column, sizeof(column), "m:%.45s", m->name);
		struct ledger_row *row = ledger_find(&run->ledger, "lab", column);
		if (!row && !(row = ledger_add(&run->ledger)))
			return -ENOMEM;
		strcpy(row->role, "lab");
		memcpy(row->column, column, sizeof(column));
		/* the last one of a name counts */
		row->delta = measure_rounded(m->value);
		row->is_address = strcmp(m->other, "address") == 0;
	}
	return 0;
}

/* For those who see no ledger: which row it was. */
static void note_wrong(struct run *run, const struct ledger_row *row)
{
	static const char *const says[] = {
		[RELATION_EQUAL] =
			N_("in step %.20s %.47s of %.47s changed by %lld; theory says %s"),
		[RELATION_AT_MOST] =
			N_("in step %.20s %.47s of %.47s changed by %lld; theory says at most %s"),
		[RELATION_AT_LEAST] =
			N_("in step %.20s %.47s of %.47s changed by %lld; theory says at least %s"),
	};
	char theory[48];

	if (run->first_wrong.english[0])
		return;
	if (row->relation == RELATION_EQUAL)
		theory_show(row->relation, row->expected, row->slack, "", theory, sizeof(theory));
	else
		count_show(row->expected, false, theory, sizeof(theory));
	reason_say(&run->first_wrong, says[row->relation], run->at.step, row->column, row->role,
		   (long long)row->delta.n, theory);
}

void account_count(struct run *run)
{
	for (size_t i = 0; i < run->ledger.count; i++) {
		const struct ledger_row *row = &run->ledger.row[i];

		if (run->at.seq == 0) {
			run->null_moved += row->verdict == VERDICT_DEVIATES;
			run->null_watched += row->relation != RELATION_NONE;
			continue;
		}
		run->tally.expected += row->verdict != VERDICT_NONE;
		run->tally.hold += row->verdict == VERDICT_HOLDS;
		run->tally.unknown += row->verdict == VERDICT_UNKNOWN;
		run->tally.explained += row->verdict == VERDICT_DEVIATES && row->cause;
		if (row->verdict == VERDICT_DEVIATES && !row->cause) {
			run->tally.deviate++;
			note_wrong(run, row);
		}
	}
}

int account_point(struct run *run, const char *step, struct value size_kib, struct value rss_kib)
{
	struct points *points = &run->points;

	if (points->count == points->room) {
		size_t room = points->room ? 2 * points->room : 8;
		struct point *grown = realloc(points->p, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		points->p = grown;
		points->room = room;
	}
	struct point *p = &points->p[points->count++];
	snprintf(p->step, sizeof(p->step), "%s", step);
	p->vm_size_kib = size_kib;
	p->vm_rss_kib = rss_kib;
	return 0;
}

static int add_point(struct run *run)
{
	const struct view *lab = shot_find(&run->after, "lab", 0);

	if (!lab)
		return 0;
	return account_point(run, run->at.seq == 0 ? "start" : run->at.step,
			     lab->values[metric_find("vm_size_kib")],
			     lab->values[metric_find("vm_rss_kib")]);
}

static bool is_measured(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->measured.count; i++)
		if (strcmp(run->measured.m[i].name, name) == 0)
			return true;
	return own_is(name);
}

/* What is not available is unknown; what nobody ever speaks of is a mistake of the lab. */
static int check_subject(struct run *run, const struct message *e)
{
	if (run->died_inside)
		return 0;
	if (strncmp(e->name, "m:", 2) == 0) {
		if (is_measured(run, e->name + 2))
			return 0;
		reason_say(&run->problem,
			   N_("it expects something of %.47s in step %.20s, and never measured it"),
			   e->name, run->at.step);
	} else {
		if (strcmp(e->role, "group") == 0 || strcmp(e->role, "system") == 0 ||
		    (shot_find(&run->before, e->role, 0) && shot_find(&run->after, e->role, 0)))
			return 0;
		reason_say(&run->problem,
			   N_("it expects something of %.47s in step %.20s, and no process of that "
			      "name "
			      "was there before and after"),
			   e->role, run->at.step);
	}
	return run_end(run, "failed", EXIT_NOT_AS_EXPECTED);
}

static int hold_to_theory(struct run *run)
{
	int error = 0;

	if (run->at.seq == 0)
		expect_nothing(&run->ledger);
	for (size_t i = 0; i < run->expected.count && !error; i++) {
		error = check_subject(run, &run->expected.m[i]);
		ledger_expect(&run->ledger, &run->expected.m[i]);
	}
	ledger_explain(&run->ledger);
	return error;
}

int account_settle(struct run *run)
{
	if (!run->has_before || !run->has_after)
		return 0;
	int error = forecast_settle(run);
	run->ledger.count = 0;
	for (size_t i = 0; i < run->after.count && !error; i++) {
		const struct view *after = &run->after.view[i];
		const struct view *before = shot_find(&run->before, after->role, after->pid);

		if (before)
			error = add_rows(&run->ledger, before, after);
	}
	if (!error)
		error = add_measures(run);
	if (!error)
		error = hold_to_theory(run);
	if (!error)
		error = add_point(run);
	if (error)
		return error;
	account_count(run);
	if ((error = run_settle_guesses(run)) < 0)
		return error;
	screen_step(run);
	run->has_before = run->has_after = false;
	return record_ledger(&run->record, run->at, &run->ledger);
}
