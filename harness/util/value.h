/* SPDX-License-Identifier: MIT */
/* value: a number that may be unknown. Unknown is never 0 and never −1. */
#ifndef UTIL_VALUE_H
#define UTIL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

struct value {
	int64_t n;
	bool known;
};

static const struct value unknown = {0, false};

static inline struct value known(int64_t n)
{
	return (struct value){n, true};
}

/* after − before, known when both are and the difference fits. */
static inline struct value value_delta(struct value before, struct value after)
{
	int64_t n;

	if (!before.known || !after.known || __builtin_sub_overflow(after.n, before.n, &n))
		return unknown;
	return known(n);
}

/* The value where it is from 0 to most, else unknown: a number that nobody vouches for. */
static inline struct value value_within(struct value value, int64_t most)
{
	return value.known && value.n >= 0 && value.n <= most ? value : unknown;
}

#endif
