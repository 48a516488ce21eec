/* SPDX-License-Identifier: MIT */
/* table: what was measured beside its bound, a line at a time, at most 100 columns. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum unit { UNIT_TIMES, UNIT_PERCENT, UNIT_POINTS, UNIT_MS, UNIT_COUNT };

struct bound {
	enum { AT_MOST, AT_LEAST } side;
	double limit;
	enum unit unit;
};

/* The verdicts so far. few: too few rounds for a verdict on what is timed. */
struct table {
	bool few;
	size_t hold, differ, skipped, unjudged;
};

void table_begin(void);

/* measured is held to the bound; NaN never holds. ours and reference are shown as they are. */
void table_row(struct table *t, const char *what, const char *ours, const char *reference,
	       double measured, struct bound bound);

/* A row that cannot be measured here, and why or what to type. */
void table_skip(struct table *t, const char *what, const char *why);

/* A row that could have been measured, but was not: counts as one that differs. */
void table_fail(struct table *t, const char *what, const char *why);

/* Prints the sums. True when every bound that was judged holds, and there was a row. */
bool table_end(const struct table *t);

/* "812 ns", "50.2 us", "6.51 ms", "1.20 s". Returns out. */
enum { SHOWN = 24 };
char *show_ns(double ns, char out[SHOWN]);

#endif
