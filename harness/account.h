/* SPDX-License-Identifier: MIT */
/* account: makes the ledger of a step from its two shots, its measures and its theory. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "run.h"

/*
 * Closes the account of the step that ran last, if one is open: counts its verdicts, prints it and
 * writes its rows of steps.csv. Called when the next step begins or the lab has ended, for only
 * then are the step's measures complete. 0 or -errno.
 */
int account_settle(struct run *run);

#endif
