/* SPDX-License-Identifier: MIT */
/* What the parts of run share: run.c, run_events.c and run_messages.c. */
#ifndef RUN_INSIDE_H
#define RUN_INSIDE_H

#include "drive.h"
#include "run.h"

/* run_events.c: what to do when something happens to the lab. */
struct drive_events run_events(struct run *run);

/* run_messages.c: takes one message of the lab. 0 or -errno. */
int run_on_message(void *self, const struct message *m);

/* run_predict.c: asks for the guesses of the step that is about to run. */
void run_ask_guesses(struct run *run);

/*
 * The lab must leave the machine room: 0 when as many bytes are at most half of what is available,
 * else -ENOMEM with the reason and the mend in run->problem.
 */
int run_check_fits(struct run *run, int64_t bytes, const char *mend);

#endif
