/* SPDX-License-Identifier: MIT */
/* The account of one recorded step, as it was when the step was over. */
#include <string.h>

#include "model/derived_measures.h"
#include "model/session.h"
#include "screen/replay_internal.h"

/* Rows of a step that are shown: more is no run of ours, and takes for ever. */
enum { MOST = 4096 };

/* A number that a double holds exactly, as every honest one. */
static struct value exact_number(struct value value)
{
	const int64_t most = (int64_t)1 << 52;

	return value.n > most || value.n < -most ? unknown : value;
}

static int expect(struct session *session, const struct ledger_row *row)
{
	struct message m = {.kind = MESSAGE_EXPECT};

	if (row->verdict == VERDICT_NONE || session->expected.count == MOST)
		return 0;
	memcpy(m.role, row->role, sizeof(m.role));
	memcpy(m.name, row->column, sizeof(m.name));
	return messages_add(&session->expected, &m);
}

/* The order that the lab had is not recorded: first what most labs begin with, then the rest. */
static int fill_expected(struct session *session, const struct ledger *l)
{
	static const char *const first[] = {"vm_size_kib", "vm_rss_kib", "anonymous_kib",
					    "minflt_total", "majflt_total"};
	const size_t firsts = sizeof(first) / sizeof(first[0]);
	int error = 0;

	session->expected.count = 0;
	for (size_t i = 0; i < firsts && !error; i++) {
		const struct ledger_row *row = ledger_find(l, "lab", first[i]);

		error = row ? expect(session, row) : 0;
	}
	for (size_t i = 0; i < l->count && !error; i++) {
		bool had = false;

		for (size_t k = 0; k < firsts && strcmp(l->row[i].role, "lab") == 0; k++)
			had |= strcmp(l->row[i].column, first[k]) == 0;
		error = had ? 0 : expect(session, &l->row[i]);
	}
	return error;
}

static bool is_hidden(const char *name)
{
	for (size_t i = 0; i < OWNS; i++)
		if (strcmp(own_measures[i].name, name) == 0)
			return !own_measures[i].shown;
	return false;
}

/* A long long holds it: no infinity, and no NaN. */
static bool is_within(double x)
{
	return x > -4e18 && x < 4e18;
}

static int fill_measured(struct session *session, const struct recorded *r, int64_t seq)
{
	int error = 0;

	session->measured.count = 0;
	for (size_t i = 0; i < r->measures && !error && session->measured.count < MOST; i++) {
		const struct recorded_measure *from = &r->measure[i];
		struct message m = {.kind = MESSAGE_MEASURE, .x = from->x, .value = from->value};

		if (from->seq != seq || !is_within(m.value) || !is_within(m.x))
			continue;
		memcpy(m.name, from->name, sizeof(m.name));
		memcpy(m.other, from->unit, sizeof(m.other));
		m.has_x = from->has_x;
		m.hidden = is_hidden(from->name);
		error = messages_keep(&session->measured, &m);
	}
	return error;
}

/* More than are ever asked for in one step are not of a run of ours. */
static void fill_guesses(struct session *session, const struct recorded *r, int64_t seq)
{
	session->guesses = 0;
	for (size_t i = 0; i < r->guesses && session->guesses < PREDICT_MOST; i++) {
		struct guess *g = &session->guess[session->guesses];

		if (r->guess[i].seq != seq)
			continue;
		*g = r->guess[i].of;
		g->guess = exact_number(g->guess);
		g->observed = exact_number(g->observed);
		session->guesses_asked++;
		session->guesses_made += g->guess.known;
		session->guesses++;
	}
}

/* The screen computes with a measure's number. */
static void make_sane(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->row[i].metric < 0 && !l->row[i].is_address)
			l->row[i].delta = exact_number(l->row[i].delta);
}

int replay_step(struct session *session, const struct recorded *r, struct recorded_step *step)
{
	const struct ledger_row *size = recorded_row(step, "vm_size_kib");
	const struct ledger_row *rss = recorded_row(step, "vm_rss_kib");
	int error;

	make_sane(&step->ledger);
	session->ledger = step->ledger;
	session_count(session);
	fill_guesses(session, r, step->seq);
	if ((error = fill_expected(session, &step->ledger)) < 0 ||
	    (error = fill_measured(session, r, step->seq)) < 0 || !size || !rss)
		return error;
	return session_point(session, step->seq ? step->name : "start", replay_honest(size->after),
			     replay_honest(rss->after));
}
