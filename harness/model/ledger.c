/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/ledger.h"
#include "util/size.h"

const char *const verdict_text[4] = {"", N_("holds"), N_("deviates"), N_("unknown")};

enum verdict verdict_of(enum relation relation, int64_t expected, int64_t slack, struct value delta)
{
	int64_t low, high;
	bool holds = false;

	if (relation == RELATION_NONE)
		return VERDICT_NONE;
	if (!delta.known)
		return VERDICT_UNKNOWN;
	if (__builtin_sub_overflow(expected, slack, &low))
		low = INT64_MIN;
	if (__builtin_add_overflow(expected, slack, &high))
		high = INT64_MAX;
	if (relation == RELATION_EQUAL)
		holds = delta.n >= low && delta.n <= high;
	else if (relation == RELATION_AT_MOST)
		holds = delta.n <= high;
	else
		holds = delta.n >= low;
	return holds ? VERDICT_HOLDS : VERDICT_DEVIATES;
}

const char *theory_show(enum relation relation, int64_t expected, int64_t slack, const char *unit,
			char *out, size_t room)
{
	char low[32], high[32];
	int64_t least, most;

	if (__builtin_sub_overflow(expected, slack, &least))
		least = INT64_MIN;
	if (__builtin_add_overflow(expected, slack, &most))
		most = INT64_MAX;
	const bool negative = most < 0;

	if (relation == RELATION_EQUAL && slack == 0) {
		snprintf(out, room, "%s%s", count_show(expected, true, low, sizeof(low)), unit);
	} else if (relation == RELATION_EQUAL) {
		/* the smaller amount first, as one says it: -196...-204 */
		count_show(negative ? most : least, false, low, sizeof(low));
		count_show(negative ? least : most, false, high, sizeof(high));
		snprintf(out, room, "%s...%s%s", low, high, unit);
	} else {
		snprintf(out, room, "%s %s%s",
			 relation == RELATION_AT_MOST ? "at most" : "at least",
			 count_show(expected, false, low, sizeof(low)), unit);
	}
	return out;
}

struct value measure_rounded(double x)
{
	const double exact = 9e15; /* below 2 to the 53 */

	return x > -exact && x < exact ? known((int64_t)(x + (x < 0 ? -0.5 : 0.5))) : unknown;
}

struct ledger_row *ledger_add(struct ledger *l)
{
	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct ledger_row *row = realloc(l->row, room * sizeof(*row));

		if (!row)
			return NULL;
		l->row = row;
		l->room = room;
	}
	struct ledger_row *row = &l->row[l->count++];
	*row = (struct ledger_row){.metric = -1};
	return row;
}

void ledger_free(struct ledger *l)
{
	free(l->row);
	*l = (struct ledger){0};
}

struct ledger_row *ledger_find(const struct ledger *l, const char *role, const char *column)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->row[i].role, role) == 0 && strcmp(l->row[i].column, column) == 0)
			return &l->row[i];
	return NULL;
}

int ledger_expect(struct ledger *l, const struct message *e)
{
	struct ledger_row *row = ledger_find(l, e->role, e->name);

	if (!row) {
		row = ledger_add(l);
		if (!row)
			return -ENOMEM;
		snprintf(row->role, sizeof(row->role), "%s", e->role);
		snprintf(row->column, sizeof(row->column), "%s", e->name);
		row->metric = metric_find(e->name);
	}
	row->relation = e->relation;
	row->expected = e->n;
	row->slack = e->slack;
	if (e->kind == MESSAGE_SAME) {
		const struct ledger_row *other = ledger_find(l, e->role, e->other);

		row->relation = RELATION_EQUAL;
		row->expected = other ? other->delta.n : 0;
		row->slack = 0;
		if (!other || !other->delta.known) {
			row->verdict = VERDICT_UNKNOWN;
			return 0;
		}
	}
	row->verdict = verdict_of(row->relation, row->expected, row->slack, row->delta);
	return 0;
}
