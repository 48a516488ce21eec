/* SPDX-License-Identifier: MIT */
/* How a recorded run died: its samples are the curve, its measures are the autopsy. */
#include <string.h>

#include "model/derived_measures.h"
#include "screen/replay_internal.h"

/* What the harness measured in that step, as a whole number. */
static struct value measured(const struct recorded *r, int64_t seq, enum own own)
{
	struct value found = unknown;

	for (size_t i = 0; i < r->measures; i++)
		if (r->measure[i].seq == seq &&
		    strcmp(r->measure[i].name, own_measures[own].name) == 0)
			found = replay_honest(measure_rounded(r->measure[i].value));
	return found;
}

static void fill_account(struct autopsy *a, const struct recorded *r, int64_t seq)
{
	const struct {
		enum own own;
		struct value *out;
	} parts[] = {
		{OWN_TOUCHED, &a->touched},
		{OWN_TOUCHED_AT_DEATH, &a->touched_at_death},
		{OWN_STARTUP, &a->startup},
		{OWN_KERNEL, &a->kernel},
		{OWN_FILE, &a->file},
		{OWN_ACCOUNTED, &a->accounted},
		{OWN_LIMIT, &a->limit},
		{OWN_UNASSIGNED, &a->unassigned},
		{OWN_OOM_EVENT, &a->oom_event_ns},
		{OWN_LAST_GROWTH, &a->last_growth_ns},
		{OWN_GONE, &a->gone_ns},
		{OWN_REAPED, &a->reaped_ns},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		*parts[i].out = measured(r, seq, parts[i].own);
}

static int fill_curve(struct autopsy *a, const struct recorded *r, int64_t seq)
{
	int error = 0;

	for (size_t i = 0; i < r->samples && !error; i++) {
		const struct recorded_sample *from = &r->sample[i];
		const struct value at = replay_honest(known(from->elapsed_ns));
		struct value v[SAMPLE_COLUMNS];

		for (size_t k = 0; k < SAMPLE_COLUMNS; k++)
			v[k] = replay_honest(from->values[k]);
		const struct sample sample = {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
		if (from->seq == seq && strcmp(from->role, "lab") == 0 && at.known &&
		    sample.minflt.known && sample.cg_current_bytes.known)
			error = autopsy_sample(a, at.n, &sample);
	}
	return error;
}

/* Without one of these the curve would be drawn from nothing. */
static bool can_draw(const struct session *session)
{
	const struct view *start = shot_find(&session->start, "lab", 0);

	return start && start->values[metric_find("minflt_total")].known && session->before.count &&
	       session->autopsy.last_growth_ns.known && session->autopsy.touched_at_death.known;
}

int replay_autopsy(struct session *session, const struct recorded *r,
		   const struct recorded_step *step)
{
	const struct ledger_row *kills = ledger_find(&step->ledger, "group", "cg_oom_kill_total");
	const struct ledger_row *outside = ledger_find(&step->ledger, "lab", "m:outside_ooms");
	struct autopsy *a = &session->autopsy;
	const int error = fill_curve(a, r, step->seq);

	fill_account(a, r, step->seq);
	a->signal = r->signal.known && r->signal.n > 0 && r->signal.n <= 64 ? (int)r->signal.n : 0;
	a->oom_kills = kills ? replay_honest(kills->delta) : unknown;
	session->kill = kill_recorded(a->oom_kills, outside ? replay_honest(outside->delta) : unknown);
	if (!a->reaped_ns.known && session->after.count)
		a->reaped_ns = known(session->after.elapsed_ns);
	if (!a->reaped_ns.known)
		a->oom_event_ns = a->last_growth_ns = unknown;
	if (!can_draw(session))
		a->count = 0;
	return error;
}
