/* SPDX-License-Identifier: MIT */
/* run_writer: the files of one run. Rows are written as they come, each whole. */
#ifndef RECORD_RUN_WRITER_H
#define RECORD_RUN_WRITER_H

#include "model/ledger.h"
#include "model/observations.h"
#include "model/predict.h"
#include "record/results.h"
#include "util/csv.h"
#include "util/json.h"

struct record {
	struct results results;
	const char *lab;
	struct csv snapshots, steps, samples, measures, pages;
	struct csv predictions; /* fd −1: nobody is asked */
};

/* 0 or -errno; then path says what could not be made. */
int record_open(struct record *r, const char *results, const char *lab, char path[PATH_MAX]);

/* For a run with guesses, before its first row. 0 or -errno. */
int record_open_predictions(struct record *r);

/* Each 0 or -errno. edge is "before", "after", "exited" or "killed". */
int record_shot(struct record *r, struct moment at, const char *edge, const struct shot *shot);
int record_ledger(struct record *r, struct moment at, const struct ledger *ledger);
int record_sample(struct record *r, struct moment at, const char *role, int64_t elapsed_ns,
		  pid_t pid, const struct sample *sample);
int record_measure(struct record *r, struct moment at, const struct message *measure);
int record_pages(struct record *r, struct moment at, const char *edge, uint64_t start,
		 uint64_t pages, const char *state);
int record_guess(struct record *r, struct moment at, const struct guess *guess);

/* How many rows each file has, for run.json: a file that lost its last rows is found out. */
void record_rows_json(const struct record *r, struct json *j);

/* Writes datapackage.json, closes, renames. 0 or -errno; a link that failed is in *latest_error. */
int record_finish(struct record *r, int *latest_error);

/* The first -errno of a row that could not be written, or 0. */
int record_error(const struct record *r);

/* Closes and leaves RUN_ID.partial. */
void record_abandon(struct record *r);

/* Closes and removes everything: nothing was run. */
void record_remove(struct record *r);

#endif
