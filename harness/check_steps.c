/* SPDX-License-Identifier: MIT */
/* Whether each row of steps.csv follows from the snapshots, and each verdict from its row. */
#include <string.h>

#include "check_inside.h"

static const char file[] = "steps.csv";

enum {
	CELL_SEQ = 2,
	CELL_STEP,
	CELL_ROLE,
	CELL_COLUMN,
	CELL_BEFORE,
	CELL_AFTER,
	CELL_DELTA,
	CELL_RELATION,
	CELL_EXPECTED,
	CELL_SLACK,
	CELL_VERDICT,
	CELL_CAUSE
};

static bool same(struct value a, struct value b)
{
	return a.known == b.known && (!a.known || a.n == b.n);
}

static bool edge_is_right(struct check *c, const struct csv_reader *r, int64_t seq,
			  const char *edge, struct value value)
{
	const struct seen *s = seen_find(c, seq, edge, r->cell[CELL_ROLE]);
	const int m = metric_find(r->cell[CELL_COLUMN]);

	if (s && same(s->values[m], value))
		return true;
	return wrong(c, file, r->row, "%s of %.47s is \"%.20s\"; snapshots.csv says %s%.0lld", edge,
		     r->cell[CELL_COLUMN], r->cell[*edge == 'b' ? CELL_BEFORE : CELL_AFTER],
		     !s			  ? "nothing of that step"
		     : s->values[m].known ? ""
					  : "unknown",
		     s && s->values[m].known ? (long long)s->values[m].n : 0);
}

static bool relation_of(const char *text, enum relation *out)
{
	for (int i = RELATION_NONE; i <= RELATION_AT_LEAST; i++)
		if (strcmp(text, relation_text[i]) == 0) {
			*out = (enum relation)i;
			return true;
		}
	return false;
}

static void count(struct check *c, enum verdict verdict, bool caused)
{
	struct tally *t = &c->report->tally;

	t->expected += verdict != VERDICT_NONE;
	t->hold += verdict == VERDICT_HOLDS;
	t->unknown += verdict == VERDICT_UNKNOWN;
	t->explained += verdict == VERDICT_DEVIATES && caused;
	t->deviate += verdict == VERDICT_DEVIATES && !caused;
}

static bool verdict_is_right(struct check *c, const struct csv_reader *r, int64_t seq,
			     struct value delta)
{
	struct value expected, slack;
	enum relation relation;
	const char *cause = r->cell[CELL_CAUSE];

	if (!cell_number(c, file, r, CELL_EXPECTED, &expected) ||
	    !cell_number(c, file, r, CELL_SLACK, &slack))
		return false;
	if (!relation_of(r->cell[CELL_RELATION], &relation))
		return wrong(c, file, r->row, "there is no relation %.10s", r->cell[CELL_RELATION]);
	if (relation != RELATION_NONE && (!expected.known || !slack.known || slack.n < 0))
		return wrong(c, file, r->row, "expected or slack is empty");
	const enum verdict verdict = verdict_of(relation, expected.n, slack.n, delta);
	if (strcmp(verdict_text[verdict], r->cell[CELL_VERDICT]) != 0)
		return wrong(c, file, r->row, "the verdict is \"%.10s\"; its numbers say \"%s\"",
			     r->cell[CELL_VERDICT], verdict_text[verdict]);
	if (*cause && (verdict != VERDICT_DEVIATES || !cause_find(cause)))
		return wrong(c, file, r->row, "%.40s is no cause of it", cause);
	if (seq > 0)
		count(c, verdict, *cause != '\0');
	return true;
}

static bool null_is_still(struct check *c, const struct csv_reader *r, int64_t seq,
			  struct value delta)
{
	const int m = metric_find(r->cell[CELL_COLUMN]);

	if (seq != 0 || m < 0 || !(metrics[m].flags & METRIC_OWN) ||
	    strcmp(r->cell[CELL_ROLE], "lab") != 0 || !delta.known || delta.n == 0)
		return true;
	return wrong(c, file, r->row, "the empty step moved %s by %lld", metrics[m].column,
		     (long long)delta.n);
}

static bool take_row(struct check *c, struct csv_reader *r)
{
	const bool measure = strncmp(r->cell[CELL_COLUMN], "m:", 2) == 0;
	struct value seq, before, after, delta;

	if (!cell_number(c, file, r, CELL_SEQ, &seq) ||
	    !cell_number(c, file, r, CELL_BEFORE, &before) ||
	    !cell_number(c, file, r, CELL_AFTER, &after) ||
	    !cell_number(c, file, r, CELL_DELTA, &delta))
		return false;
	if (!seq.known)
		return wrong(c, file, r->row, "seq is empty");
	if (!measure && metric_find(r->cell[CELL_COLUMN]) < 0)
		return wrong(c, file, r->row, "there is no column %.47s", r->cell[CELL_COLUMN]);
	if (!measure && (!seen_find(c, seq.n, "before", r->cell[CELL_ROLE]) && !before.known))
		return verdict_is_right(c, r, seq.n, delta); /* expected of somebody never seen */
	if (!measure && (!edge_is_right(c, r, seq.n, "before", before) ||
			 !edge_is_right(c, r, seq.n, "after", after)))
		return false;
	if (!measure && !same(value_delta(before, after), delta))
		return wrong(c, file, r->row, "delta is not after - before");
	c->report->steps++;
	return null_is_still(c, r, seq.n, delta) && verdict_is_right(c, r, seq.n, delta);
}

bool check_steps(struct check *c)
{
	return each_row(c, FILE_STEPS, take_row);
}
