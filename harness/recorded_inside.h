/* SPDX-License-Identifier: MIT */
/* What the halves of recorded share. */
#ifndef RECORDED_INSIDE_H
#define RECORDED_INSIDE_H

#include "recorded.h"

/* Pure: fills what run.json holds; the rest of r is left as it is. */
void recorded_read_json(struct recorded *r, const char *json);

#endif
