/* SPDX-License-Identifier: MIT */
/* run_kill: whether the kills of a step are the room's, as an expectation of the harness's own. */
#include <stdio.h>

#include "i18n/intl.h"
#include "model/kill_proof.h"
#include "run/run_internal.h"

void run_begin_kill(struct run *run)
{
	run->session.kill = KILL_NONE;
	if (run->cap.lock >= 0)
		cap_read_hits(&run->cap.group, &run->hits);
}

static struct value kills_of(const struct run *run)
{
	const int kills = metric_find("cg_oom_kill_total");
	const struct view *before = shot_find(&run->session.before, "group", 0);
	const struct view *after = shot_find(&run->session.after, "group", 0);

	return before && after ? value_delta(before->values[kills], after->values[kills]) : unknown;
}

/* The row is there only where it is not proven: then the step does not hold by it. */
static int expect_none(struct run *run)
{
	struct message m = {.kind = MESSAGE_EXPECT, .relation = RELATION_EQUAL};

	snprintf(m.role, sizeof(m.role), "lab");
	snprintf(m.name, sizeof(m.name), "m:%.40s", own_measures[OWN_OUTSIDE_OOMS].name);
	return messages_add(&run->session.expected, &m);
}

int run_judge_kill(struct run *run)
{
	struct cap_hits now;

	if (run->cap.lock < 0)
		return 0;
	cap_read_hits(&run->cap.group, &now);
	const struct kill_counts c =
		kill_counts_of(run->cap.group.version, kills_of(run), &run->hits, &now);
	const struct value outside = kill_outside(&c);
	const enum kill_proof kill = kill_judge(&c);
	int error = 0;

	run->session.kill = kill;
	if (kill > run->session.worst_kill)
		run->session.worst_kill = kill;
	if (outside.known)
		error = run_take_own(run, OWN_OUTSIDE_OOMS, (double)outside.n);
	if (kill == KILL_OUTSIDE)
		reason_say(&run->session.problem,
			   N_("in step %s a limit outside of the room was hit (that of a group "
			      "above, or the machine's): what died is not the room's alone"),
			   run->session.at.step);
	return error || kill <= KILL_PROVEN ? error : expect_none(run);
}
