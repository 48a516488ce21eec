/* SPDX-License-Identifier: MIT */
/* doubt: which verdicts rest on what cannot be relied on. Pure. */
#ifndef MODEL_DOUBT_H
#define MODEL_DOUBT_H

#include "kernel/replaced.h"
#include "model/ledger.h"

/*
 * What was read from a text that is not the kernel's proves nothing, either way; nor does a
 * deviation where the lab's theory reckons with such a text. Their verdict is unknown, and the cause
 * of that is "replaced-file". To be called before causes are looked for.
 */
void doubt_replaced(struct ledger *l, const struct replaced *replaced, bool reckons);

#endif
