/* SPDX-License-Identifier: MIT */
/* What the parts of replay share. */
#ifndef SCREEN_REPLAY_INTERNAL_H
#define SCREEN_REPLAY_INTERNAL_H

#include "model/session.h"
#include "record/run_reader.h"

/* 70 TB, or 19 hours in ns: the screen computes with the numbers, and no honest run has larger. */
#define REPLAY_MOST ((int64_t)1 << 46)

static inline struct value replay_honest(struct value value)
{
	return value_within(value, REPLAY_MOST);
}

/* replay_step.c: the ledger, what was expected and measured, the tally. 0 or -ENOMEM. */
int replay_step(struct session *session, const struct recorded *r, struct recorded_step *step);

/* replay_shots.c: the moments that the screen looks back at. */
struct replay_ends {
	int64_t died_in;	  /* the step that was begun and never left; 0: none */
	char log_role[WIRE_NAME]; /* whom the kernel's line is about, or "" */
};

/*
 * From snapshots.csv: fills start, before (of the last step) and after (the last of all) of the
 * run. A file that is not there leaves them empty. 0 or -ENOMEM.
 */
int replay_shots(struct session *session, const struct recorded *r, struct replay_ends *ends);

/* replay_autopsy.c: what the samples and the measures of the step tell of a death. 0 or -ENOMEM. */
int replay_autopsy(struct session *session, const struct recorded *r,
		   const struct recorded_step *step);

#endif
