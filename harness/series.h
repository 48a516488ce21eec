/* SPDX-License-Identifier: MIT */
/*
 * series: many runs of one lab, for what one alone cannot show: how a number depends on the size,
 * and how far it spreads.
 */
#ifndef SERIES_H
#define SERIES_H

#include "recorded.h"

enum { SERIES_MAX = 200 }; /* runs: the newest count */

/* A row of the ledger over the runs of a series. */
struct series_row {
	const struct recorded_step *step; /* of the newest run that has it */
	const struct ledger_row *row;
	size_t runs; /* that know it */
	int64_t median, smallest, largest;
};

struct series {
	struct recorded run[SERIES_MAX]; /* the newest first */
	size_t count;
	size_t left_out; /* that check refuses */
};

/*
 * Reads the whole, sound runs of that lab in the folder that the run is in. NULL without memory;
 * one run or none is no series. To be freed.
 */
struct series *series_read(const char *run_folder, const char *lab);
void series_free(struct series *s);

/* Pure: the number of different sizes. */
size_t series_sizes(const struct series *s);

/*
 * Pure: the change of that column in that step, over the runs of one size (bytes; unknown: all).
 * False when no run knows it.
 */
bool series_row(const struct series *s, const char *step, const char *role, const char *column,
		struct value size_bytes, struct series_row *out);

/* The step and column of most minor faults that theory speaks of, of the newest run; or NULL. */
const struct ledger_row *series_faults(const struct series *s, const struct recorded_step **step);

#endif
