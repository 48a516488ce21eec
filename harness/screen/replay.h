/* SPDX-License-Identifier: MIT */
/*
 * replay: a recorded run on the screen of a live one: a session is filled with what the folder
 * tells. Nothing is run, measured or written.
 */
#ifndef SCREEN_REPLAY_H
#define SCREEN_REPLAY_H

#include "model/session.h"
#include "record/run_reader.h"

/*
 * Plays it: conf is of the lab that it is a run of, or all zero when this copy has no such lab.
 * r must have a page size. 0 or -ENOMEM.
 */
int replay(struct recorded *r, const struct labconf *conf, const struct session_options *options);

#endif
