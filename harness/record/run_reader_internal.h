/* SPDX-License-Identifier: MIT */
/* What the parts of run_reader share. */
#ifndef RECORD_RUN_READER_INTERNAL_H
#define RECORD_RUN_READER_INTERNAL_H

#include "record/run_reader.h"

/* Pure: fills what run.json holds; the rest of r is left as it is. */
void recorded_read_json(struct recorded *r, const char *json);

/* Pure: what the units of the measures say of rows and guesses. 0 or -ENOMEM. */
int recorded_take_units(struct recorded *r);

#endif
