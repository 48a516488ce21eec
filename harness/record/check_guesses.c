/* SPDX-License-Identifier: MIT */
/* predictions.csv: that what it calls observed is what was seen. Only a run that asked has one. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/predict.h"
#include "record/check_internal.h"
#include "util/folder.h"
#include "util/json.h"
#include "util/line.h"

static const char guesses_file[] = "predictions.csv";

enum { CELL_SEQ = 2, CELL_STEP, CELL_COLUMN, CELL_GUESS, CELL_OBSERVED, CELL_SCORE };

/* The change over the step, by the other files. */
static struct value seen_of(const struct check *c, int64_t seq, const char *column)
{
	const char *role = predict_role(column);
	const struct seen *before = seen_find(c, seq, "before", role),
			  *after = seen_find(c, seq, "after", role);
	const int metric = metric_find(column);

	if (strncmp(column, "m:", 2) == 0)
		return measured_in(c, seq, column + 2);
	if (metric < 0 || !before || !after)
		return unknown;
	return value_delta(before->values[metric], after->values[metric]);
}

/* What can be asked for at all, in the order of the steps: once, and no more than is asked for. */
static bool was_asked(struct check *c, const struct csv_reader *r, int64_t seq)
{
	const char *column = r->cell[CELL_COLUMN];
	const struct seen *before = seen_find(c, seq, "before", "lab");
	bool good = before && strcmp(before->step, r->cell[CELL_STEP]) == 0 &&
		    (metric_find(column) >= 0 || strncmp(column, "m:", 2) == 0);

	if (seq > c->guessed.seq) {
		c->guessed.seq = seq;
		c->guessed.count = 0;
	}
	good = good && seq == c->guessed.seq && c->guessed.count < PREDICT_MOST;
	for (size_t i = 0; i < c->guessed.count && good; i++)
		good = strcmp(c->guessed.column[i], column) != 0;
	if (!good)
		return wrong(c, guesses_file, r->row, _("nobody was asked that before this step"));
	snprintf(c->guessed.column[c->guessed.count++], WIRE_NAME, "%s", column);
	return true;
}

static bool take_guess(struct check *c, struct csv_reader *r)
{
	struct value seq, guess, observed, score;

	if (!cell_number(c, guesses_file, r, CELL_SEQ, &seq) ||
	    !cell_number(c, guesses_file, r, CELL_GUESS, &guess) ||
	    !cell_number(c, guesses_file, r, CELL_OBSERVED, &observed) ||
	    !cell_number(c, guesses_file, r, CELL_SCORE, &score))
		return false;
	if (!was_asked(c, r, seq.n))
		return false;
	const struct value seen = seen_of(c, seq.n, r->cell[CELL_COLUMN]);
	if (!seq.known || observed.known != seen.known || observed.n != seen.n)
		return wrong(c, guesses_file, r->row,
			     _("observed of %.47s is not what the other files say"),
			     r->cell[CELL_COLUMN]);
	return (score.known && score.n == guess.known) ||
	       wrong(c, guesses_file, r->row, _("score is 1 where a guess was made, else 0"));
}

bool check_guesses(struct check *c)
{
	CLEANUP_TEXT struct text json = {0};
	const int error = folder_read_file(&json, c->folder, "run.json", FOLDER_JSON_MIB);
	/* What cannot be looked at is there: who reads it says why. */
	const bool is_there = folder_has(c->folder, guesses_file) != 0;

	if (error < 0)
		return wrong(c, "run.json", 0, "%s", intl_error(-error));
	if (!is_there && !json_find_int(json.data, "predictions_rows").known)
		return true;
	if (is_there && !json_find_bool(json.data, "parameters.predict"))
		return wrong(c, guesses_file, 0, _("this run asked for none"));
	return each_row(c, FILE_PREDICTIONS, take_guess);
}
