/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "file.h"
#include "results.h"
#include "series.h"

static void take(struct series *s, const char *path, const char *lab)
{
	struct recorded *run = &s->run[s->count];
	struct check_report report;
	char problem[PATH_MAX + 100];

	const bool is_read = recorded_read(run, path, problem, sizeof(problem)) == 0;

	if (is_read && strcmp(run->lab, lab) == 0 && check_run(path, &report)) {
		s->count++;
		return;
	}
	s->left_out += !is_read || strcmp(run->lab, lab) == 0;
	recorded_free(run);
}

struct series *series_read(const char *run_folder, const char *lab)
{
	struct series *s = calloc(1, sizeof(*s));
	char real[PATH_MAX], path[PATH_MAX + 300];
	struct dirent **names;

	/* latest is a link: its folder is that of the run it leads to */
	char *end = s && realpath(run_folder, real) ? strrchr(real, '/') : NULL;
	if (!end)
		return s;
	*end = '\0';
	int n = scandir(real, &names, results_is_run, alphasort);
	if (n < 0)
		return s;
	for (int i = n; i-- > 0; free(names[i])) {
		format(path, sizeof(path), "%s/%s", real, names[i]->d_name);
		if (s->count < SERIES_MAX)
			take(s, path, lab);
	}
	free(names);
	return s;
}

void series_free(struct series *s)
{
	for (size_t i = 0; s && i < s->count; i++)
		recorded_free(&s->run[i]);
	free(s);
}

size_t series_sizes(const struct series *s)
{
	size_t sizes = 0;

	for (size_t i = 0; i < s->count; i++) {
		bool is_new = s->run[i].size_bytes.known;

		for (size_t k = 0; k < i && is_new; k++)
			is_new = s->run[k].size_bytes.n != s->run[i].size_bytes.n;
		sizes += is_new;
	}
	return sizes;
}

static const struct recorded_step *step_of(const struct recorded *run, const char *name)
{
	for (size_t i = 0; i < run->steps; i++)
		if (strcmp(run->step[i].name, name) == 0)
			return &run->step[i];
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

bool series_row(const struct series *s, const char *step, const char *role, const char *column,
		struct value size_bytes, struct series_row *out)
{
	int64_t delta[SERIES_MAX];

	*out = (struct series_row){0};
	for (size_t i = 0; i < s->count; i++) {
		const struct recorded_step *at = step_of(&s->run[i], step);
		const struct ledger_row *row = at ? ledger_find(&at->ledger, role, column) : NULL;

		if (!row || !row->delta.known ||
		    (size_bytes.known && s->run[i].size_bytes.n != size_bytes.n))
			continue;
		if (!out->runs)
			*out = (struct series_row){.step = at, .row = row};
		delta[out->runs++] = row->delta.n;
	}
	if (!out->runs)
		return false;
	qsort(delta, out->runs, sizeof(delta[0]), by_size);
	out->smallest = delta[0];
	out->largest = delta[out->runs - 1];
	/* of two in the middle their mean, without an overflow */
	const int64_t low = delta[(out->runs - 1) / 2], high = delta[out->runs / 2];
	out->median = low / 2 + high / 2 + (low % 2 + high % 2) / 2;
	return true;
}

const struct ledger_row *series_faults(const struct series *s, const struct recorded_step **step)
{
	const struct ledger_row *best = NULL;

	for (size_t i = 0; s->count && i < s->run[0].steps; i++) {
		const struct ledger_row *row = recorded_row(&s->run[0].step[i], "minflt_total");

		if (!s->run[0].step[i].seq || !row || row->relation == RELATION_NONE ||
		    !row->delta.known || (best && row->delta.n <= best->delta.n))
			continue;
		best = row;
		*step = &s->run[0].step[i];
	}
	return best;
}
