/* SPDX-License-Identifier: MIT */
/* look: one look of a step at one still process, all cheap files, as the harness does it. */
#ifndef LOOK_H
#define LOOK_H

#include <time.h>

#include "bench.h"
#include "model/observations.h"
#include "record/run_writer.h"

struct look {
	pid_t pid;
	clockid_t clock;
	struct scene scene; /* without smaps_rollup, which walks every page */
	struct shot shot;
	struct record record;
	char raw[64 * 1024];
};

/* clock: for contest_time. 0 or -errno. */
int look_open(struct look *l, const struct bench *b, clockid_t clock);
void look_close(struct look *l);

/* Laps of a contest; self is the look. */
double look_raw(void *self);	  /* kept-open pread until the end, nothing else */
double look_snapshot(void *self); /* scene_shoot */
double look_recorded(void *self); /* scene_shoot and record_shot */

/* Leaves only what psutil reads too: it knows nothing of groups, pressure and the OOM killer. */
void look_as_psutil(struct look *l);

/* The paths of the files that are read. Returns how many. */
size_t look_paths(const struct look *l, char path[][PATH_MAX], size_t room);

#endif
