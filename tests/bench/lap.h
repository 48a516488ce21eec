/* SPDX-License-Identifier: MIT */
/* lap: one run of `touch` under drive, sampled or not, or beside a loop that only waits. */
#ifndef LAP_H
#define LAP_H

#include "bench.h"
#include "record/run_writer.h"

struct lap {
	double child_ns;   /* what the child took */
	double core_share; /* of a core, for sampling it or waiting beside it */
	double gap_p99_ns; /* between two samples */
};

/* Samples as `pagelab run` does, a CSV row each; hz 0: does not sample. False: it failed. */
bool lap_driven(const struct bench *b, struct record *record, int rounds, int hz, struct lap *out);

/* The empty timer loop: so many ticks a second, nothing done at any. */
bool lap_waited(const struct bench *b, int rounds, int hz, struct lap *out);

#endif
