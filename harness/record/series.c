/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/series.h"
#include "util/utf8.h"

bool series_is_fellow(const struct series *s, const struct recorded *run)
{
	const struct recorded *head = s->head;

	return strcmp(head->lab, run->lab) == 0 && strcmp(head->seed, run->seed) == 0 &&
	       strcmp(head->host, run->host) == 0 &&
	       head->page_bytes.known == run->page_bytes.known &&
	       head->page_bytes.n == run->page_bytes.n;
}

void series_refuse(struct series *s, const char *name, const char *why)
{
	if (s->refused < SERIES_NAMED) {
		struct series_refusal *r = &s->refusal[s->refused];

		snprintf(r->name, sizeof(r->name), "%s", name);
		snprintf(r->why, sizeof(r->why), "%s", why);
		utf8_clean(r->name);
		utf8_clean(r->why);
	}
	s->refused++;
}

static void drop(struct recorded *run)
{
	if (run)
		recorded_free(run);
	free(run);
}

static bool is_counted(const struct series *s, const struct recorded *run)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->run[i] == run)
			return true;
	return false;
}

static bool is_here(const struct series *s, const struct recorded *run)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->run[i]->id, run->id) == 0)
			return true;
	return false;
}

/* As its folder is called, for whoever looks for it there; a link's name says nothing. */
static const char *name_of(const struct recorded *run)
{
	const char *slash = strrchr(run->folder, '/');
	const char *name = slash ? slash + 1 : run->folder;

	return *name && *name != '.' && strcmp(name, "latest") != 0 ? name : run->id;
}

static void lead(struct series *s, struct recorded *run)
{
	struct recorded *old = s->head;

	s->head = run;
	if (old && !is_counted(s, old))
		drop(old);
}

void series_add(struct series *s, struct recorded *run, bool is_asked, const char *why)
{
	s->asked += is_asked;
	if (!why && is_here(s, run)) {
		s->copies++;
		drop(run);
		return;
	}
	const bool leads = !s->head || (is_asked && strcmp(run->id, s->head->id) > 0);

	if (leads)
		lead(s, run);
	if (why) {
		series_refuse(s, name_of(run), why);
	} else if (s->count < SERIES_MAX) {
		const size_t at = leads ? 0 : s->count;

		s->run[s->count++] = s->run[at];
		s->run[at] = run;
		return;
	} else {
		s->beyond++;
	}
	if (!leads)
		drop(run);
}

void series_free(struct series *s)
{
	if (s->head && !is_counted(s, s->head))
		drop(s->head);
	for (size_t i = 0; i < s->count; i++)
		drop(s->run[i]);
	*s = (struct series){0};
}

static int by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

size_t series_list_sizes(const struct series *s, int64_t sizes[SERIES_MAX])
{
	size_t all = 0, n = 0;

	for (size_t i = 0; i < s->count; i++)
		if (s->run[i]->size_bytes.known)
			sizes[all++] = s->run[i]->size_bytes.n;
	qsort(sizes, all, sizeof(sizes[0]), by_size);
	for (size_t i = 0; i < all; i++)
		if (!n || sizes[i] != sizes[n - 1])
			sizes[n++] = sizes[i];
	return n;
}

size_t series_sizes(const struct series *s)
{
	int64_t sizes[SERIES_MAX] = {0};

	return series_list_sizes(s, sizes);
}

static const struct recorded_step *step_named(const struct recorded *run, const char *name)
{
	for (size_t i = 0; i < run->steps; i++)
		if (strcmp(run->step[i].name, name) == 0)
			return &run->step[i];
	return NULL;
}

static bool has_size(const struct recorded *run, struct value size_bytes)
{
	return run->size_bytes.known == size_bytes.known &&
	       (!size_bytes.known || run->size_bytes.n == size_bytes.n);
}

static bool is_same_theory(const struct ledger_row *a, const struct ledger_row *b)
{
	return a->relation == b->relation && a->expected == b->expected && a->slack == b->slack;
}

bool series_row(const struct series *s, const char *step, const char *role, const char *column,
		struct value size_bytes, struct series_row *out)
{
	int64_t delta[SERIES_MAX];

	*out = (struct series_row){0};
	for (size_t i = 0; i < s->count; i++) {
		const struct recorded_step *at = step_named(s->run[i], step);
		const struct ledger_row *row = at ? ledger_find(&at->ledger, role, column) : NULL;

		if (!row || !row->delta.known || !has_size(s->run[i], size_bytes))
			continue;
		if (!out->runs)
			*out = (struct series_row){.step = at, .row = row, .one_theory = true};
		out->one_theory &= is_same_theory(row, out->row);
		delta[out->runs++] = row->delta.n;
	}
	if (!out->runs)
		return false;
	qsort(delta, out->runs, sizeof(delta[0]), by_size);
	out->smallest = delta[0];
	out->largest = delta[out->runs - 1];
	/* without an overflow */
	const int64_t low = delta[(out->runs - 1) / 2], high = delta[out->runs / 2];
	out->median = low / 2 + high / 2 + (low % 2 + high % 2) / 2;
	return true;
}

static const struct recorded_step *most_faults(const struct recorded *run, bool by_theory)
{
	const struct recorded_step *best = NULL;
	int64_t most = 0;

	for (size_t i = 0; i < run->steps; i++) {
		const struct ledger_row *row = recorded_row(&run->step[i], "minflt_total");

		if (!run->step[i].seq || !row || !row->delta.known || row->delta.n <= most ||
		    (by_theory && row->relation == RELATION_NONE))
			continue;
		best = &run->step[i];
		most = row->delta.n;
	}
	return best;
}

const struct recorded_step *series_faults(const struct series *s)
{
	const struct recorded_step *step = s->count ? most_faults(s->run[0], true) : NULL;

	return step || !s->count ? step : most_faults(s->run[0], false);
}
