/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/session.h"
#include "util/line.h"
#include "util/size.h"
#include "util/utf8.h"

int messages_add(struct messages *list, const struct message *m)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		struct message *grown = realloc(list->m, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		list->m = grown;
		list->room = room;
	}
	list->m[list->count++] = *m;
	return 0;
}

int messages_keep(struct messages *measured, const struct message *m)
{
	for (size_t i = 0; i < measured->count && !m->has_x; i++)
		if (strcmp(measured->m[i].name, m->name) == 0) {
			measured->m[i] = *m;
			return 0;
		}
	return messages_add(measured, m);
}

void reason_say(struct reason *reason, const char *how, ...)
{
	char shown[sizeof(reason->shown)];
	va_list args;

	if (reason->english[0])
		return;
	va_start(args, how);
	line_vset(reason->english, sizeof(reason->english), how, args);
	va_end(args);
	line_set(reason->shown, sizeof(reason->shown), "%s",
		 intl_filled(reason->english, shown, sizeof(shown)));
	utf8_clean(reason->shown);
}

/* For those who see no ledger: which row it was. */
static void note_wrong(struct session *session, const struct ledger_row *row)
{
	static const char *const says[] = {
		[RELATION_EQUAL] =
			N_("in step %.20s %.47s of %.47s changed by %lld; theory says %s"),
		[RELATION_AT_MOST] =
			N_("in step %.20s %.47s of %.47s changed by %lld; theory says at most %s"),
		[RELATION_AT_LEAST] =
			N_("in step %.20s %.47s of %.47s changed by %lld; theory says at least %s"),
	};
	char theory[48];

	if (session->first_wrong.english[0])
		return;
	if (row->relation == RELATION_EQUAL)
		theory_show(row->relation, row->expected, row->slack, "", theory, sizeof(theory));
	else
		count_show(row->expected, false, theory, sizeof(theory));
	reason_say(&session->first_wrong, says[row->relation], line_part(session->at.step, 20),
		   row->column, row->role, (long long)row->delta.n, theory);
}

void session_count(struct session *session)
{
	for (size_t i = 0; i < session->ledger.count; i++) {
		const struct ledger_row *row = &session->ledger.row[i];

		if (session->at.seq == 0) {
			session->null_moved += row->verdict == VERDICT_DEVIATES;
			session->null_watched += row->relation != RELATION_NONE;
			continue;
		}
		session->tally.expected += row->verdict != VERDICT_NONE;
		session->tally.hold += row->verdict == VERDICT_HOLDS;
		session->tally.unknown += row->verdict == VERDICT_UNKNOWN;
		session->tally.explained += row->verdict == VERDICT_DEVIATES && row->cause;
		if (row->verdict == VERDICT_DEVIATES && !row->cause) {
			session->tally.deviate++;
			note_wrong(session, row);
		}
	}
}

int session_point(struct session *session, const char *step, struct value size_kib,
		  struct value rss_kib)
{
	struct points *points = &session->points;

	if (points->count == points->room) {
		size_t room = points->room ? 2 * points->room : 8;
		struct point *grown = realloc(points->p, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		points->p = grown;
		points->room = room;
	}
	struct point *p = &points->p[points->count++];
	snprintf(p->step, sizeof(p->step), "%s", step);
	p->vm_size_kib = size_kib;
	p->vm_rss_kib = rss_kib;
	return 0;
}

void session_free(struct session *session)
{
	shot_free(&session->before);
	shot_free(&session->after);
	shot_free(&session->start);
	free(session->expected.m);
	free(session->measured.m);
	free(session->map_before.run);
	free(session->map_after.run);
	free(session->skips.m);
	free(session->points.p);
}
