/* SPDX-License-Identifier: MIT */
/* compare: two recorded runs of one lab side by side, step by step. Pure but for what it prints. */
#ifndef SCREEN_COMPARE_H
#define SCREEN_COMPARE_H

#include <stdio.h>

#include "record/run_reader.h"

/* At most 100 columns of plain text: where the runs differ, then what changed in each. */
void compare_print(FILE *out, const struct recorded *a, const struct recorded *b);

#endif
