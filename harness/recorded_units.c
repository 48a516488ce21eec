/* SPDX-License-Identifier: MIT */
/* What the units of a run's measures say of its rows and guesses. */
#include <stdio.h>
#include <string.h>

#include "recorded_inside.h"

/* What has the unit "address" is shown as one. */
static void take_address(struct recorded *r, const char *column)
{
	for (size_t i = 0; i < r->steps; i++) {
		struct ledger_row *row = ledger_find(&r->step[i].ledger, "lab", column);

		if (row)
			row->is_address = true;
	}
}

void recorded_take_units(struct recorded *r)
{
	char column[WIRE_NAME + 2];

	for (size_t i = 0; i < r->measures; i++) {
		const struct recorded_measure *m = &r->measure[i];

		snprintf(column, sizeof(column), "m:%s", m->name);
		if (strcmp(m->unit, "address") == 0)
			take_address(r, column);
		for (size_t k = 0; k < r->guesses; k++)
			if (r->guess[k].seq == m->seq && strcmp(r->guess[k].of.column, column) == 0)
				predict_measured(&r->guess[k].of, m->unit);
	}
}
