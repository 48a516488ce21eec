/* SPDX-License-Identifier: MIT */
/* What the halves of check share. */
#ifndef RECORD_CHECK_INTERNAL_H
#define RECORD_CHECK_INTERNAL_H

#include "model/predict.h"
#include "record/check.h"
#include "record/schema.h"
#include "util/csv.h"
#include "util/names.h"

/* A row of snapshots.csv. */
struct seen {
	int64_t seq, elapsed_ns;
	struct value pid;
	char step[WIRE_NAME], edge[16], role[WIRE_NAME];
	size_t row; /* in the file */
	struct value values[METRICS_MAX];
};

/* Rows by a text; all zero at first. */
struct index {
	struct names names;
	size_t *number; /* of the row, from 1; by the name's number less 1 */
	size_t room;
};

struct check {
	struct check_report *report;
	int folder;
	int64_t page_kib;
	bool watched; /* made by run -- CMD: one step, no empty step, few columns */
	char run_id[160], lab[LABCONF_NAME];
	struct seen *seen;
	size_t count, room;
	struct index views, owners; /* of seen: "SEQ EDGE ROLE", "PID ROLE" */
	struct names measures;	    /* "SEQ NAME" */
	struct value *measured;	    /* the last value of each, by its number less 1 */
	size_t measured_room;
	struct value last_elapsed, last_minflt, last_majflt; /* of samples.csv */
	struct {
		int64_t seq;
		char column[PREDICT_MOST][WIRE_NAME];
		size_t count;
	} guessed; /* in the step that predictions.csv is at */
};

/* check_rows.c: keeps the first complaint: "steps.csv row 12: …". Always false. */
__attribute__((format(printf, 4, 5))) bool wrong(struct check *c, const char *file, size_t row,
						 const char *how, ...);

/* check_rows.c: a cell as a whole number; empty is unknown. False (and said) when it is neither. */
bool cell_number(struct check *c, const char *file, const struct csv_reader *r, size_t cell,
		 struct value *out);

/*
 * check_rows.c: opens the file, and calls row for each row, its cells in the order of the schema.
 * False (and said) when a row is, or when there are not as many as run.json says.
 */
bool each_row(struct check *c, enum file file, bool (*row)(struct check *c, struct csv_reader *r));

/* check_seen.c: makes that row of seen known to seen_find. False without memory. */
bool seen_index(struct check *c, size_t row);

/*
 * Called row by row: the last one before it of the same process, group or system, or NULL. False
 * without memory.
 */
bool seen_follow(struct check *c, size_t row, const struct seen **earlier);

/* check_seen.c: frees what it holds; it is all zero then. */
void index_free(struct index *index);

/* check_seen.c: the view of that step, edge ("after": or how it ended inside the step) and role. */
const struct seen *seen_find(const struct check *c, int64_t seq, const char *edge,
			     const char *role);

/* check_series.c: the last value of the measure in that step, by measures.csv; or unknown. */
struct value measured_in(const struct check *c, int64_t seq, const char *name);

/*
 * A file of the run each, in this order: it is held against those before. Those of measures.csv and
 * samples.csv stand in check_series.c. False when a row is wrong, which is in c's report then.
 */
bool check_snapshots(struct check *c);
bool check_measures(struct check *c);
bool check_steps(struct check *c);
bool check_series(struct check *c);
bool check_guesses(struct check *c);

#endif
