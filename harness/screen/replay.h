/* SPDX-License-Identifier: MIT */
/*
 * replay: a recorded run on the screen of a live one. A struct run is filled with what the folder
 * tells, and the screen does not notice. Nothing is run, measured or written.
 */
#ifndef SCREEN_REPLAY_H
#define SCREEN_REPLAY_H

#include "record/run_reader.h"
#include "run/run.h"

/*
 * Plays it: conf is of the lab that it is a run of, or all zero when this copy has no such lab.
 * r must have a page size. 0 or -ENOMEM.
 */
int replay(struct recorded *r, const struct labconf *conf, const struct run_options *options);

#endif
