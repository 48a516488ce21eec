/* SPDX-License-Identifier: MIT */
/* What the lab says: its size, its theory, its measures. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/memory_budget.h"
#include "run/run_internal.h"
#include "util/exit_code.h"
#include "util/size.h"

int run_end(struct run *run, const char *word, int exit_code)
{
	run->wanted = (struct outcome){word, exit_code};
	return -ECANCELED;
}

static int take_expectation(struct run *run, const struct message *m)
{
	const bool measure = strncmp(m->name, "m:", 2) == 0;

	if ((!measure && metric_find(m->name) < 0) ||
	    (m->kind == MESSAGE_SAME && metric_find(m->other) < 0)) {
		reason_say(&run->session.problem,
			   N_("it expects something of %.48s, and there is no such column: see "
			      "pagelab fields"),
			   m->kind == MESSAGE_SAME ? m->other : m->name);
		return run_end(run, "failed", EXIT_NOT_AS_EXPECTED);
	}
	return messages_add(&run->pending, m);
}

int run_take_measure(struct run *run, const struct message *m)
{
	const int error = record_measure(&run->record, run->session.at, m);

	return error ? error : messages_keep(&run->session.measured, m);
}

int run_take_own(struct run *run, enum own own, double value)
{
	struct message m = {.kind = MESSAGE_MEASURE, .value = value};

	snprintf(m.name, sizeof(m.name), "%s", own_measures[own].name);
	snprintf(m.other, sizeof(m.other), "%s", own_measures[own].unit);
	m.hidden = !own_measures[own].shown;
	return run_take_measure(run, &m);
}

/* What is taken must leave the machine room too. */
int run_check_fits(struct run *run, int64_t bytes)
{
	const struct value most = fit_most(&system_roots);
	char wanted[32], there[FIT_TEXT], typed[FIT_TYPED];

	if (!most.known || bytes <= most.n)
		return 0;
	size_show(bytes, wanted, sizeof(wanted));
	fit_show(&system_roots, there);
	if (*fit_typed(&system_roots, "SIZE", typed))
		reason_say(&run->session.problem,
			   N_("it needs %s, more than %s. Type: make lab-%s %s"), wanted, there,
			   run->session.conf->name, typed);
	else
		reason_say(&run->session.problem,
			   N_("it needs %s, more than %s. Type: make doctor"), wanted, there);
	return run_end(run, "skipped", EXIT_NOT_POSSIBLE);
}

/* The same addresses twice are one region. */
static int take_region(struct run *run, const struct message *m)
{
	for (size_t i = 0; i < run->regions.count; i++)
		if (run->regions.m[i].n == m->n && run->regions.m[i].slack == m->slack)
			return 0;
	return messages_add(&run->regions, m);
}

static int take_skip(struct run *run, const struct message *m)
{
	run->pending.count = 0;
	if (m->name[0])
		return messages_add(&run->session.skips, m);
	memcpy(run->skip_reason, m->text, sizeof(run->skip_reason));
	return 0;
}

int run_on_message(void *self, const struct message *m)
{
	struct run *run = self;

	switch (m->kind) {
	case MESSAGE_SIZE:
		run->session.size = known(m->n);
		return run_check_fits(run, run->session.size.n);
	case MESSAGE_USUAL:
		run->usual = known(m->n);
		run->unit = known(m->slack);
		return 0;
	case MESSAGE_EXPECT:
	case MESSAGE_SAME:
		return take_expectation(run, m);
	case MESSAGE_MEASURE:
		return run_take_measure(run, m);
	case MESSAGE_REGION:
		return take_region(run, m);
	case MESSAGE_ROLE:
		return scene_name_child(&run->scene, (pid_t)m->n, m->role);
	case MESSAGE_SKIP:
		return take_skip(run, m);
	case MESSAGE_EDGES:
	case MESSAGE_BAD:
		break;
	}
	return 0;
}
