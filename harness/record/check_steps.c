/* SPDX-License-Identifier: MIT */
/* Whether each row of steps.csv follows from the snapshots, and each verdict from its row. */
#include <string.h>

#include "i18n/intl.h"
#include "model/cause.h"
#include "record/check_internal.h"
#include "util/line.h"

static const char steps_file[] = "steps.csv";

enum {
	ROW_SEQ = 2,
	ROW_STEP,
	ROW_ROLE,
	ROW_COLUMN,
	ROW_BEFORE,
	ROW_AFTER,
	ROW_DELTA,
	ROW_RELATION,
	ROW_EXPECTED,
	ROW_SLACK,
	ROW_VERDICT,
	ROW_CAUSE
};

static bool same(struct value a, struct value b)
{
	return a.known == b.known && (!a.known || a.n == b.n);
}

static bool edge_is_right(struct check *c, const struct csv_reader *r, int64_t seq,
			  const char *edge, struct value value)
{
	const struct seen *s = seen_find(c, seq, edge, r->cell[ROW_ROLE]);
	const int m = metric_find(r->cell[ROW_COLUMN]);
	char said[24];

	if (s && same(s->values[m], value))
		return true;
	snprintf(said, sizeof(said), "%lld", s ? (long long)s->values[m].n : 0);
	return wrong(c, steps_file, r->row, _("%s of %.47s is \"%.20s\"; snapshots.csv says %s"),
		     edge, line_part(r->cell[ROW_COLUMN], 47),
		     line_part(r->cell[*edge == 'b' ? ROW_BEFORE : ROW_AFTER], 20),
		     !s			  ? _("nothing of that step")
		     : s->values[m].known ? said
					  : _("unknown"));
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
	const char *cause = r->cell[ROW_CAUSE];

	if (!cell_number(c, steps_file, r, ROW_EXPECTED, &expected) ||
	    !cell_number(c, steps_file, r, ROW_SLACK, &slack))
		return false;
	if (!relation_of(r->cell[ROW_RELATION], &relation))
		return wrong(c, steps_file, r->row, _("there is no relation %.10s"),
			     line_part(r->cell[ROW_RELATION], 10));
	if (relation != RELATION_NONE && (!expected.known || !slack.known || slack.n < 0))
		return wrong(c, steps_file, r->row, _("expected or slack is empty"));
	enum verdict verdict = verdict_of(relation, expected.n, slack.n, delta);
	/* Its numbers are of a text that is not the kernel's, and are not relied on. */
	const bool is_doubted = strcmp(cause, "replaced-file") == 0 &&
				(verdict == VERDICT_HOLDS || verdict == VERDICT_DEVIATES);
	if (is_doubted)
		verdict = VERDICT_UNKNOWN;
	if (strcmp(verdict_text[verdict], r->cell[ROW_VERDICT]) != 0)
		return wrong(c, steps_file, r->row,
			     _("the verdict is \"%.10s\"; its numbers say \"%s\""),
			     line_part(r->cell[ROW_VERDICT], 10), verdict_text[verdict]);
	if (*cause && !is_doubted && (verdict != VERDICT_DEVIATES || !cause_find(cause)))
		return wrong(c, steps_file, r->row, _("%.40s is no cause of it"),
			     line_part(cause, 40));
	if (seq > 0)
		count(c, verdict, *cause != '\0');
	return true;
}

static bool null_is_still(struct check *c, const struct csv_reader *r, int64_t seq,
			  struct value delta)
{
	const int m = metric_find(r->cell[ROW_COLUMN]);

	if (seq != 0 || m < 0 || !(metrics[m].flags & METRIC_OWN) ||
	    strcmp(r->cell[ROW_ROLE], "lab") != 0 || !delta.known || delta.n == 0)
		return true;
	return wrong(c, steps_file, r->row, _("the empty step moved %s by %lld"), metrics[m].column,
		     (long long)delta.n);
}

/* The name must be that of the step with this number. */
static bool step_is_right(struct check *c, const struct csv_reader *r, int64_t seq)
{
	const struct seen *lab = seen_find(c, seq, "before", "lab");

	if (!lab)
		return wrong(c, steps_file, r->row, _("there is no step %lld in snapshots.csv"),
			     (long long)seq);
	return strcmp(lab->step, r->cell[ROW_STEP]) == 0 ||
	       wrong(c, steps_file, r->row,
		     _("it is of step %.47s; snapshots.csv says that step %lld is %.47s"),
		     line_part(r->cell[ROW_STEP], 47), (long long)seq, lab->step);
}

/* A measure's delta is its last value in measures.csv. */
static bool measure_is_right(struct check *c, const struct csv_reader *r, int64_t seq,
			     struct value delta)
{
	char name[2 * WIRE_NAME]; /* as a cell of its own has it, behind "m:" it needs no guard */

	csv_guard(r->cell[ROW_COLUMN] + 2, name, sizeof(name));
	return same(measured_in(c, seq, name), delta) ||
	       wrong(c, steps_file, r->row,
		     _("delta of %.47s is \"%.20s\"; measures.csv says otherwise"),
		     line_part(r->cell[ROW_COLUMN], 47), line_part(r->cell[ROW_DELTA], 20));
}

/* A column's row follows from the two snapshots of its step. */
static bool column_is_right(struct check *c, const struct csv_reader *r, int64_t seq,
			    struct value before, struct value after, struct value delta)
{
	if (metric_find(r->cell[ROW_COLUMN]) < 0)
		return wrong(c, steps_file, r->row, _("there is no column %.47s"),
			     line_part(r->cell[ROW_COLUMN], 47));
	/* expected of somebody who was never seen: then nothing of it is known */
	if (!seen_find(c, seq, "before", r->cell[ROW_ROLE]) && !before.known && !after.known &&
	    !delta.known)
		return true;
	if (!edge_is_right(c, r, seq, "before", before) ||
	    !edge_is_right(c, r, seq, "after", after))
		return false;
	return same(value_delta(before, after), delta) ||
	       wrong(c, steps_file, r->row, _("delta is not after - before"));
}

static bool take_step_row(struct check *c, struct csv_reader *r)
{
	const bool measure = strncmp(r->cell[ROW_COLUMN], "m:", 2) == 0;
	struct value seq, before, after, delta;

	if (!cell_number(c, steps_file, r, ROW_SEQ, &seq) ||
	    !cell_number(c, steps_file, r, ROW_BEFORE, &before) ||
	    !cell_number(c, steps_file, r, ROW_AFTER, &after) ||
	    !cell_number(c, steps_file, r, ROW_DELTA, &delta))
		return false;
	if (!seq.known)
		return wrong(c, steps_file, r->row, _("seq is empty"));
	if (!step_is_right(c, r, seq.n))
		return false;
	if (measure ? !measure_is_right(c, r, seq.n, delta)
		    : !column_is_right(c, r, seq.n, before, after, delta))
		return false;
	c->report->steps++;
	return null_is_still(c, r, seq.n, delta) && verdict_is_right(c, r, seq.n, delta);
}

bool check_steps(struct check *c)
{
	return each_row(c, FILE_STEPS, take_step_row);
}
