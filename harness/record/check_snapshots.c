/* SPDX-License-Identifier: MIT */
/* What holds in the snapshots of every honest run. */
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "record/check_internal.h"

static const char snapshots_file[] = "snapshots.csv";

/* The cells before the metrics: run_id lab seq step edge role elapsed_ns pid comm. */
enum { SHOT_SEQ = 2, SHOT_STEP, SHOT_EDGE, SHOT_ROLE, SHOT_ELAPSED, SHOT_PID, SHOT_METRICS = 9 };

static bool take_snapshot(struct check *c, struct csv_reader *r)
{
	struct value seq, elapsed;

	if (c->count == c->room) {
		size_t room = c->room ? 2 * c->room : 64;
		struct seen *grown = realloc(c->seen, room * sizeof(*grown));

		if (!grown)
			return wrong(c, snapshots_file, r->row, _("there is no memory to read it"));
		c->seen = grown;
		c->room = room;
	}
	struct seen *s = &c->seen[c->count];
	*s = (struct seen){.row = r->row};
	if (!cell_number(c, snapshots_file, r, SHOT_SEQ, &seq) ||
	    !cell_number(c, snapshots_file, r, SHOT_PID, &s->pid) ||
	    !cell_number(c, snapshots_file, r, SHOT_ELAPSED, &elapsed))
		return false;
	if (!seq.known || !elapsed.known)
		return wrong(c, snapshots_file, r->row, _("seq or elapsed_ns is empty"));
	s->seq = seq.n;
	s->elapsed_ns = elapsed.n;
	strncpy(s->step, r->cell[SHOT_STEP], sizeof(s->step) - 1);
	strncpy(s->edge, r->cell[SHOT_EDGE], sizeof(s->edge) - 1);
	strncpy(s->role, r->cell[SHOT_ROLE], sizeof(s->role) - 1);
	for (size_t m = 0; m < metric_count; m++)
		if (!cell_number(c, snapshots_file, r, SHOT_METRICS + m, &s->values[m]))
			return false;
	return seen_index(c, c->count++) ||
	       wrong(c, snapshots_file, r->row, _("there is no memory to read it"));
}

static bool sum_is_right(struct check *c, const struct seen *s)
{
	const struct value rss = s->values[metric_find("vm_rss_kib")];
	const struct value anon = s->values[metric_find("rss_anon_kib")];
	const struct value mapped = s->values[metric_find("rss_file_kib")];
	const struct value shmem = s->values[metric_find("rss_shmem_kib")];
	int64_t sum;

	if (!rss.known || !anon.known || !mapped.known || !shmem.known)
		return true;
	if (__builtin_add_overflow(anon.n, mapped.n, &sum) ||
	    __builtin_add_overflow(sum, shmem.n, &sum))
		return wrong(c, snapshots_file, s->row, _("RssAnon + RssFile + RssShmem are no amount"));
	if (sum == rss.n)
		return true;
	return wrong(c, snapshots_file, s->row,
		     _("RssAnon + RssFile + RssShmem = %lld kB, but VmRSS = %lld kB"),
		     (long long)sum, (long long)rss.n);
}

static bool pages_are_whole(struct check *c, const struct seen *s)
{
	for (size_t m = 0; m < metric_count; m++)
		if ((metrics[m].flags & METRIC_PAGES) && s->values[m].known &&
		    s->values[m].n % c->page_kib != 0)
			return wrong(c, snapshots_file, s->row,
				     _("%s = %lld is no multiple of the page, %lld kB"),
				     metrics[m].column, (long long)s->values[m].n,
				     (long long)c->page_kib);
	return true;
}

static bool counters_never_fall(struct check *c, const struct seen *s)
{
	const struct seen *e;

	if (!seen_follow(c, (size_t)(s - c->seen), &e))
		return wrong(c, snapshots_file, s->row, _("there is no memory to read it"));
	for (size_t m = 0; e && m < metric_count; m++)
		if ((metrics[m].flags & METRIC_COUNTER) && e->values[m].known &&
		    s->values[m].known && s->values[m].n < e->values[m].n)
			return wrong(c, snapshots_file, s->row, _("%s falls from %lld to %lld"),
				     metrics[m].column, (long long)e->values[m].n,
				     (long long)s->values[m].n);
	return true;
}

static bool is_end(const struct seen *s)
{
	return strcmp(s->edge, "exited") == 0 || strcmp(s->edge, "killed") == 0;
}

/* The lab's own rows, in order: before, after, before, after, …, and how it ended. */
static bool edges_are_in_order(struct check *c)
{
	const struct seen *last = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct seen *s = &c->seen[i];

		if (strcmp(s->role, "lab") != 0)
			continue;
		const bool before = strcmp(s->edge, "before") == 0,
			   after = strcmp(s->edge, "after") == 0;
		if (!before && !after && !is_end(s))
			return wrong(c, snapshots_file, s->row, _("there is no edge %.15s"), s->edge);
		if (last && (is_end(last) || s->elapsed_ns < last->elapsed_ns))
			return wrong(c, snapshots_file, s->row, _("it comes before row %zu"), last->row);
		const bool inside = last && strcmp(last->edge, "before") == 0;
		if (before && (inside || s->seq != (last ? last->seq + 1 : c->watched ? 1 : 0)))
			return wrong(c, snapshots_file, s->row, _("step %.47s begins out of order"), s->step);
		if (after && (!inside || s->seq != last->seq || strcmp(s->step, last->step) != 0))
			return wrong(c, snapshots_file, s->row, _("step %.47s ends without having begun"),
				     s->step);
		last = s;
	}
	if (!last || (!is_end(last)))
		return wrong(c, snapshots_file, c->count + 1, _("the end of the lab is missing"));
	return true;
}

bool check_snapshots(struct check *c)
{
	if (!each_row(c, FILE_SNAPSHOTS, take_snapshot))
		return false;
	c->report->snapshots = c->count;
	if (!edges_are_in_order(c))
		return false;
	for (size_t i = 0; i < c->count; i++) {
		const struct seen *s = &c->seen[i];

		if (!sum_is_right(c, s) || !pages_are_whole(c, s) || !counters_never_fall(c, s))
			return false;
	}
	return true;
}
