/* SPDX-License-Identifier: MIT */
/* What the units of a run's measures say of its rows and guesses. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/run_reader_internal.h"
#include "util/names.h"

enum { ASKED_KEY = WIRE_NAME + 32 };

/* What has the unit "address" in any step is shown as one in all. */
static int take_addresses(struct recorded *r)
{
	struct names addresses = {0};
	int error = 0;

	for (size_t i = 0; i < r->measures && !error; i++)
		if (strcmp(r->measure[i].unit, "address") == 0 &&
		    !names_add(&addresses, r->measure[i].name))
			error = -ENOMEM;
	for (size_t i = 0; addresses.count && i < r->steps; i++)
		for (size_t k = 0; k < r->step[i].ledger.count; k++) {
			struct ledger_row *row = &r->step[i].ledger.row[k];

			row->is_address |= strncmp(row->column, "m:", 2) == 0 &&
					   strcmp(row->role, "lab") == 0 &&
					   names_find(&addresses, row->column + 2);
		}
	names_free(&addresses);
	return error;
}

static const char *asked_key(int64_t seq, const char *name, char out[ASKED_KEY])
{
	snprintf(out, ASKED_KEY, "%lld %s", (long long)seq, name);
	return out;
}

/* Fills asked: what is guessed of, each once; told has room for all guesses. */
static int take_guessed(struct recorded *r, struct names *asked, struct guess *told)
{
	char key[ASKED_KEY], column[WIRE_NAME + 2];

	for (size_t i = 0; i < r->guesses; i++)
		if (!names_add(asked, asked_key(r->guess[i].seq, r->guess[i].of.column, key)))
			return -ENOMEM;
	for (size_t i = 0; i < r->measures; i++) {
		const struct recorded_measure *m = &r->measure[i];

		snprintf(column, sizeof(column), "m:%s", m->name);
		const size_t number = names_find(asked, asked_key(m->seq, column, key));
		if (number)
			predict_measured(&told[number - 1], m->unit);
	}
	for (size_t i = 0; i < r->guesses; i++) {
		struct recorded_guess *g = &r->guess[i];

		g->of.is_code |=
			told[names_find(asked, asked_key(g->seq, g->of.column, key)) - 1].is_code;
	}
	return 0;
}

int recorded_take_units(struct recorded *r)
{
	struct names asked = {0};
	struct guess *told = calloc(r->guesses + 1, sizeof(*told));
	int error = told ? take_addresses(r) : -ENOMEM;

	if (!error)
		error = take_guessed(r, &asked, told);
	names_free(&asked);
	free(told);
	return error;
}
