/* SPDX-License-Identifier: MIT */
/* watch: any program, unchanged, as one step with a time series (pagelab run -- CMD). */
#ifndef RUN_WATCH_H
#define RUN_WATCH_H

#include "run/run.h"

/* Runs argv[0] with its arguments; sample_hz 0: as usual. An exit code: the command's own. */
int watch_command(const struct run_options *options, char **argv);

#endif
