/* SPDX-License-Identifier: MIT */
/*
 * series: many runs of one lab, for what one alone cannot show: how a number depends on the size,
 * and how far it spreads.
 */
#ifndef RECORD_SERIES_H
#define RECORD_SERIES_H

#include "record/run_reader.h"

enum {
	SERIES_MAX = 200, /* runs */
	SERIES_NAMED = 3, /* refusals that are kept word by word */
};

struct series_refusal {
	char name[RECORDED_TEXT]; /* of the run */
	char why[320];
};

/* Runs of one lab, of one student's, on one machine with one page size. */
struct series {
	struct recorded *head;		  /* told of in full; it may be unsound */
	struct recorded *run[SERIES_MAX]; /* the sound ones; the head first if it is one of them */
	size_t count;
	size_t asked;	/* runs that were asked for by name */
	size_t foreign; /* left out: of another seed, machine or page size */
	size_t copies;	/* left out: of a run that is counted */
	size_t refused; /* left out: not to be read, or check says no */
	size_t beyond;	/* left out: more than fit */
	struct series_refusal refusal[SERIES_NAMED];
};

/* A row of the ledger over the runs of a series. */
struct series_row {
	const struct recorded_step *step; /* of the first run that has it */
	const struct ledger_row *row;
	size_t runs;			   /* that know it */
	bool one_theory;		   /* theory says the same in all of them */
	int64_t median, smallest, largest; /* of two in the middle their mean, without its half */
};

/* Pure: the run can be counted together with the head. */
bool series_is_fellow(const struct series *s, const struct recorded *run);

/*
 * Takes over a run from the heap. The first becomes the head; so does a newer one (by its RUN_ID)
 * that was asked for. A RUN_ID is counted once. why: check's word against it, or NULL.
 */
void series_add(struct series *s, struct recorded *run, bool is_asked, const char *why);

/* Counts and names what was left out. */
void series_refuse(struct series *s, const char *name, const char *why);

void series_free(struct series *s);

/* Pure: the number of different sizes. */
size_t series_sizes(const struct series *s);

/* Pure: each size once, in bytes, the smallest first; those of runs that have one. How many. */
size_t series_list_sizes(const struct series *s, int64_t sizes[SERIES_MAX]);

/*
 * Pure: the change of that column in that step, over the runs of one size (bytes; unknown: those
 * without one). False when no run knows it.
 */
bool series_row(const struct series *s, const char *step, const char *role, const char *column,
		struct value size_bytes, struct series_row *out);

/*
 * Pure: the step of the lab's that has most minor faults in the first run: of those that theory
 * speaks of, else of all; or NULL.
 */
const struct recorded_step *series_faults(const struct series *s);

#endif
