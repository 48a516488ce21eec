/* SPDX-License-Identifier: MIT */
/* row_show: a row of the ledger in the words that people read, on the screen and in reports. */
#ifndef MODEL_ROW_SHOW_H
#define MODEL_ROW_SHOW_H

#include <stdbool.h>

#include "model/ledger.h"

struct shown_row {
	const char *word; /* the plain word, or whose row it is */
	const char *name; /* as the kernel calls it; of a measure its own name */
	char before[48], after[48], delta[48], theory[64]; /* with their units */
	const char *verdict;				   /* "holds", "DIFFERS", … */
};

/* Pure. What out points to lives as long as the row. */
void row_show(const struct ledger_row *row, struct shown_row *out);

/*
 * Pure. What a column is called where only the lab's own are meant: a measure's without its "m:".
 * Of a row from a file the column may be anything.
 */
const char *column_show(const char *column);

/*
 * Pure. How the row was judged, in words; "" where nothing was expected of it. exact: say so where
 * it holds.
 */
const char *verdict_show(const struct ledger_row *row, bool exact);

/* Pure. Whose row it is: the group and the system in words, a process by its own name. */
const char *role_show(const char *role);

/* Pure. A number that a lab measured: "0.313", "42.5", and from a hundred on whole, "24,237,820".
 */
const char *measure_show(double value, char *out, size_t room);

/* Not expected, yet worth a row: it would explain the rest. */
bool row_is_alarm(const struct ledger_row *row);

/* Expected, or an alarm: what a page or a comparison shows. */
bool row_is_telling(const struct ledger_row *row);

#endif
