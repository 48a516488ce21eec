/* SPDX-License-Identifier: MIT */
/* check: derives a run's verdicts again from its files, and holds them to what must be true. */
#ifndef RECORD_CHECK_H
#define RECORD_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "model/session.h"

struct check_report {
	size_t snapshots, steps; /* rows read */
	struct tally tally;
	bool missing;	   /* a file is not there */
	char problem[512]; /* the first row that is wrong, and why */
};

/* True when everything holds. False: problem says what does not. */
bool check_run(const char *folder, struct check_report *report);

/* The same of a folder that is open, or cannot be opened: then fd is -errno. folder: its path, to be named. */
bool check_run_at(int fd, const char *folder, struct check_report *report);

#endif
