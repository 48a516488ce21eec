/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/cause.h"
#include "model/doubt.h"
#include "run/step_settle.h"
#include "screen/screen.h"
#include "util/exit_code.h"
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
	for (size_t i = 0; i < run->session.measured.count; i++) {
		const struct message *m = &run->session.measured.m[i];
		char column[WIRE_NAME];

		snprintf(column, sizeof(column), "m:%.45s", m->name);
		struct ledger_row *row = ledger_find(&run->session.ledger, "lab", column);
		if (!row && !(row = ledger_add(&run->session.ledger)))
			return -ENOMEM;
		strcpy(row->role, "lab");
		memcpy(row->column, column, sizeof(column));
		/* the last one of a name counts */
		row->delta = measure_rounded(m->value);
		row->is_address = strcmp(m->other, "address") == 0;
	}
	return 0;
}

static int add_point(struct run *run)
{
	const struct view *lab = shot_find(&run->session.after, "lab", 0);

	if (!lab)
		return 0;
	return session_point(
		&run->session, run->session.at.seq == 0 ? "start" : run->session.at.step,
		lab->values[metric_find("vm_size_kib")], lab->values[metric_find("vm_rss_kib")]);
}

static bool is_measured(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->session.measured.count; i++)
		if (strcmp(run->session.measured.m[i].name, name) == 0)
			return true;
	return own_is(name);
}

/* What is not available is unknown; what nobody ever speaks of is a mistake of the lab. */
static int check_subject(struct run *run, const struct message *e)
{
	if (run->session.died_inside)
		return 0;
	if (strncmp(e->name, "m:", 2) == 0) {
		if (is_measured(run, e->name + 2))
			return 0;
		reason_say(&run->session.problem,
			   N_("it expects something of %.47s in step %.20s, and never measured it"),
			   e->name, run->session.at.step);
	} else {
		if (strcmp(e->role, "group") == 0 || strcmp(e->role, "system") == 0 ||
		    (shot_find(&run->session.before, e->role, 0) &&
		     shot_find(&run->session.after, e->role, 0)))
			return 0;
		reason_say(&run->session.problem,
			   N_("it expects something of %.47s in step %.20s, and no process of that "
			      "name "
			      "was there before and after"),
			   e->role, run->session.at.step);
	}
	return run_end(run, "failed", EXIT_NOT_AS_EXPECTED);
}

/* lab.conf's `needs` names the texts below /proc that the lab's theory reckons with. */
static bool reckons_with_replaced(const struct run *run)
{
	static const char folder[] = "/proc/";
	const struct replaced *r = &run->session.replaced;

	for (size_t i = 0; i < r->count; i++)
		if (strncmp(r->text[i].file, folder, sizeof(folder) - 1) == 0 &&
		    labconf_needs(run->session.conf, r->text[i].file + sizeof(folder) - 1))
			return true;
	return false;
}

static int hold_to_theory(struct run *run)
{
	int error = 0;

	if (run->session.at.seq == 0)
		expect_nothing(&run->session.ledger);
	for (size_t i = 0; i < run->session.expected.count && !error; i++) {
		error = check_subject(run, &run->session.expected.m[i]);
		const int lost = ledger_expect(&run->session.ledger, &run->session.expected.m[i]);

		error = error ? error : lost;
	}
	doubt_replaced(&run->session.ledger, &run->session.replaced, reckons_with_replaced(run));
	ledger_explain(&run->session.ledger);
	return error;
}

int account_settle(struct run *run)
{
	if (!run->has_before || !run->has_after)
		return 0;
	int error = forecast_settle(run);
	run->session.ledger.count = 0;
	for (size_t i = 0; i < run->session.after.count && !error; i++) {
		const struct view *after = &run->session.after.view[i];
		const struct view *before =
			shot_find(&run->session.before, after->role, after->pid);

		if (before)
			error = add_rows(&run->session.ledger, before, after);
	}
	if (!error)
		error = add_measures(run);
	if (!error)
		error = hold_to_theory(run);
	if (!error)
		error = add_point(run);
	if (error)
		return error;
	session_count(&run->session);
	if ((error = run_settle_guesses(run)) < 0)
		return error;
	screen_step(&run->session);
	run->has_before = run->has_after = false;
	return record_ledger(&run->record, run->session.at, &run->session.ledger);
}
