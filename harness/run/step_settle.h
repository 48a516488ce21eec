/* SPDX-License-Identifier: MIT */
/* account: makes the ledger of a step from its two shots, its measures and its theory. */
#ifndef RUN_STEP_SETTLE_H
#define RUN_STEP_SETTLE_H

#include "run/run.h"

/*
 * Closes the account of the step that ran last, if one is open: counts its verdicts, prints it and
 * writes its rows of steps.csv. Called when the next step begins or the lab has ended, for only
 * then are the step's measures complete. 0 or -errno.
 */
int account_settle(struct run *run);

/* Its parts, for a recorded ledger: counts the verdicts of run->ledger, of the step run->at. */
void account_count(struct run *run);

/* A point of the picture: what the lab had after that step. 0 or -ENOMEM. */
int account_point(struct run *run, const char *step, struct value size_kib, struct value rss_kib);

#endif
