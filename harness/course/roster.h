/* SPDX-License-Identifier: MIT */
/* roster: a file with a student's id on each line, as given to SEED=. */
#ifndef COURSE_ROSTER_H
#define COURSE_ROSTER_H

#include "util/names.h"

/*
 * Adds the ids of a file. 0 or -errno, with problem filled: -EINVAL when a line is no id, -ENODATA
 * when nobody is named.
 */
int roster_read(struct names *names, const char *path, char *problem, size_t room);

#endif
