/* SPDX-License-Identifier: MIT */
/* step_settle: makes the ledger of a step from its two shots, its measures and its theory. */
#ifndef RUN_STEP_SETTLE_H
#define RUN_STEP_SETTLE_H

#include "run/run.h"

/*
 * Closes the account of the step that ran last, if one is open: counts its verdicts, prints it and
 * writes its rows of steps.csv. Called when the next step begins or the lab has ended, for only
 * then are the step's measures complete. 0 or -errno.
 */
int account_settle(struct run *run);

/* step_forecast.c: makes the measures of that step's samples, and forgets these. 0 or -errno. */
int forecast_settle(struct run *run);

#endif
