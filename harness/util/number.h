/* SPDX-License-Identifier: MIT */
/* number: a whole decimal number in a text. Pure. */
#ifndef UTIL_NUMBER_H
#define UTIL_NUMBER_H

#include "util/value.h"

/*
 * A whole decimal number (with an optional minus) at *s, which ends before `end` or at a blank,
 * line end or NUL. Moves *s behind it. Unknown, and *s where it was, when there is none or when it
 * does not fit into 64 bits.
 */
struct value parse_number(const char **s, const char *end);

/* May a number end at s? At a blank, a line end, a NUL, or at `end`. */
bool number_ends(const char *s, const char *end);

#endif
