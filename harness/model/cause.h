/* SPDX-License-Identifier: MIT */
/*
 * cause: why a row may differ from the theory although the kernel is sound, each with what proves
 * it. Pure.
 */
#ifndef MODEL_CAUSE_H
#define MODEL_CAUSE_H

#include "model/ledger.h"

/* The cause of that name, or NULL. */
const struct cause *cause_find(const char *name);

/* The cause of a deviating row that the step's other rows prove, or NULL. */
const struct cause *cause_of(const struct ledger *l, const struct ledger_row *row);

/*
 * What may be the cause of a deviating row, or NULL: a counter of the whole machine moved so that it
 * would explain it, but others move that counter too. It is a hint and excuses nothing.
 */
const struct cause *cause_likely(const struct ledger *l, const struct ledger_row *row);

/* Fills in the cause of each deviating row where the step's other rows prove one. */
void ledger_explain(struct ledger *l);

#endif
