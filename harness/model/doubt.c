/* SPDX-License-Identifier: MIT */
#include "kernel/unread.h"
#include "model/cause.h"
#include "model/doubt.h"

static bool is_replaced(const struct replaced *r, const struct place *at)
{
	char name[REPLACED_NAME];

	return at->source != SOURCE_NONE &&
	       replaced_has(r, unread_name(at->source, name, sizeof(name)));
}

void doubt_replaced(struct ledger *l, const struct replaced *r, bool reckons)
{
	for (size_t i = 0; i < l->count && r->count; i++) {
		struct ledger_row *row = &l->row[i];
		const struct metric *m = row->metric >= 0 ? &metrics[row->metric] : NULL;
		const bool is_read = m && (is_replaced(r, &m->at) || is_replaced(r, &m->at_v1));

		if (is_read ? row->verdict != VERDICT_HOLDS && row->verdict != VERDICT_DEVIATES
			    : !reckons || row->verdict != VERDICT_DEVIATES)
			continue;
		row->verdict = VERDICT_UNKNOWN;
		row->cause = cause_find("replaced-file");
	}
}
