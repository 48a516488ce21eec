/* SPDX-License-Identifier: MIT */
/* What the parts of run share: run.c, run_events.c and run_messages.c. */
#ifndef RUN_RUN_INTERNAL_H
#define RUN_RUN_INTERNAL_H

#include "run/drive.h"
#include "run/run.h"

/* run_events.c: what to do when something happens to the lab. */
struct drive_events run_events(struct run *run);

/* run_messages.c: takes one message of the lab. 0 or -errno. */
int run_on_message(void *self, const struct message *m);

/* run_events.c: the group as it is now, into what is shown. */
void run_show_group(struct run *run);

/*
 * run_predict.c: asks for a guess, or for Enter: before the look, so that nothing of it is in the
 * account. 0 or -errno; of a Ctrl-C as of run_end.
 */
int run_wait_for_people(struct run *run);

/*
 * run_room.c: the lab's memory-limited group, or why there is none and what to do. An exit code;
 * other than 0, nothing is to be run.
 */
int run_make_room(struct run *run);

/* run_kill.c: before a step, and after it: whether what was killed in it is the room's. */
void run_begin_kill(struct run *run);
int run_judge_kill(struct run *run);

/*
 * The lab must leave the machine room: 0 when as many bytes are at most half of what is available,
 * else -ENOMEM with the reason and the mend in run->session.problem.
 */
int run_check_fits(struct run *run, int64_t bytes);

#endif
