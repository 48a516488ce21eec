/* SPDX-License-Identifier: MIT */
/* What only several runs of a lab show: how far a number spreads, how it depends on the size. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "report/picture.h"
#include "report/report_internal.h"
#include "util/markup.h"
#include "util/size.h"

static void print_bar_safe(FILE *f, const char *text)
{
	fprintf(f, " ");
	markup_markdown(f, text);
	fprintf(f, " |");
}

/* Of the median, the smallest and the largest, each as row_show has it; then theory. */
static void print_numbers(FILE *f, const struct series_row *r)
{
	const int64_t numbers[] = {r->median, r->smallest, r->largest};
	struct ledger_row row = *r->row;
	struct shown_row shown;

	fprintf(f, " %zu |", r->runs);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		row.delta = known(numbers[i]);
		row_show(&row, &shown);
		print_bar_safe(f, shown.delta);
	}
	print_bar_safe(f, r->one_theory ? shown.theory : _("not the same"));
	fprintf(f, "\n");
}

static void print_heads(FILE *f, const char *first, const char *second)
{
	fprintf(f, "| %s |", first);
	fprintf(f, second ? " %s |" : "%s", second ? second : "");
	fprintf(f, " %s | %s | %s | %s | %s |\n", _("number of runs"), _("median"), _("smallest"),
		_("largest"), _("theory"));
	fprintf(f, "|---|%s---:|---:|---:|---:|---:|\n", second ? "---|" : "");
}

/* A row a size, for the faults of that step. */
static void print_size_heads(FILE *f, const struct series *s, const struct recorded_step *step)
{
	int64_t sizes[SERIES_MAX];
	const size_t n = series_list_sizes(s, sizes);
	char size[32];

	fprintf(f, "%s ", _("Minor faults (minflt) for each size, in step"));
	markup_markdown(f, step->name);
	fprintf(f, ":\n\n");
	print_heads(f, _("size"), NULL);
	for (size_t i = 0; i < n; i++) {
		struct series_row row;

		if (!series_row(s, step->name, "lab", "minflt_total", known(sizes[i]), &row))
			continue;
		fprintf(f, "|");
		print_bar_safe(f, size_show(sizes[i], size, sizeof(size)));
		print_numbers(f, &row);
	}
	fprintf(f, "\n");
}

/* An address has no median, and what another size would change neither. */
static bool is_told(const struct recorded_step *step, const struct ledger_row *row)
{
	return step->seq > 0 && !row->is_address &&
	       (row->relation != RELATION_NONE || row->metric < 0);
}

static void print_series_row(FILE *f, const struct series_row *r)
{
	struct shown_row shown;
	char what[128];

	row_show(r->row, &shown);
	snprintf(what, sizeof(what), "%s %s", shown.word + strspn(shown.word, " "), shown.name);
	fprintf(f, "|");
	print_bar_safe(f, r->step->name);
	print_bar_safe(f, what);
	print_numbers(f, r);
}

/* Of the runs of the first one's size. */
static void print_series_beginning(FILE *f, const struct series *s, size_t runs)
{
	const struct value bytes = s->run[0]->size_bytes;
	char size[32];

	if (bytes.known)
		fprintf(f, _("In the %zu runs of %s:\n\n"), runs,
			size_show(bytes.n, size, sizeof(size)));
	else
		fprintf(f, _("In the %zu runs:\n\n"), runs);
}

/* A row for each that differs from run to run; what was the same each time is counted. */
static void print_rows(FILE *f, const struct series *s, size_t runs)
{
	const struct recorded *run = s->run[0];
	size_t same = 0, rows = 0;

	print_series_beginning(f, s, runs);
	for (size_t i = 0; i < run->steps; i++)
		for (size_t k = 0; k < run->step[i].ledger.count; k++) {
			const struct ledger_row *row = &run->step[i].ledger.row[k];
			struct series_row over;

			if (!is_told(&run->step[i], row) ||
			    !series_row(s, run->step[i].name, row->role, row->column,
					run->size_bytes, &over) ||
			    over.runs < 2)
				continue;
			if (over.smallest == over.largest) {
				same++;
				continue;
			}
			if (!rows++)
				print_heads(f, _("step"), _("what"));
			print_series_row(f, &over);
		}
	fprintf(f, "%s", rows ? "\n" : "");
	if (same)
		fprintf(f,
			n_("%zu change was the same in every run of this size.\n\n",
			   "%zu changes were the same in every run of this size.\n\n", same),
			same);
}

/* Runs of the first one's size. */
static size_t runs_of_its_size(const struct series *s)
{
	size_t runs = 0;

	for (size_t i = 0; i < s->count; i++)
		runs += s->run[i]->size_bytes.known == s->run[0]->size_bytes.known &&
			s->run[i]->size_bytes.n == s->run[0]->size_bytes.n;
	return runs;
}

/* check's word against some, one by one. */
static void print_refusals(FILE *f, const struct series *s)
{
	const size_t named = s->refused < SERIES_NAMED ? s->refused : SERIES_NAMED;

	fprintf(f,
		n_("%zu more was left out: pagelab check refuses it.\n\n",
		   "%zu more were left out: pagelab check refuses them.\n\n", s->refused),
		s->refused);
	for (size_t i = 0; i < named; i++) {
		fprintf(f, "- ");
		markup_markdown(f, s->refusal[i].name);
		fprintf(f, ": ");
		markup_markdown(f, s->refusal[i].why);
		fprintf(f, "\n");
	}
	fprintf(f, "\n");
}

static void print_left_out(FILE *f, const struct series *s)
{
	if (s->refused)
		print_refusals(f, s);
	if (s->foreign)
		fprintf(f,
			n_("%zu more was left out: of another student, machine or page size.\n\n",
			   "%zu more were left out: of another student, machine or page size.\n\n",
			   s->foreign),
			s->foreign);
	if (s->copies)
		fprintf(f,
			n_("%zu more was left out: a copy.\n\n",
			   "%zu more were left out: copies.\n\n", s->copies),
			s->copies);
	if (s->beyond)
		fprintf(f,
			n_("%zu more was left out: it is older.\n\n",
			   "%zu more were left out: they are older.\n\n", s->beyond),
			s->beyond);
}

static void print_series(FILE *f, const struct series *s)
{
	const struct recorded_step *step = series_sizes(s) > 1 ? series_faults(s) : NULL;
	const size_t same = s->count > 1 ? runs_of_its_size(s) : 0;

	fprintf(f, "### ");
	fprintf(f, n_("Over %zu run", "Over %zu runs", s->count), s->count);
	fprintf(f, "\n\n");
	print_left_out(f, s);
	if (step)
		print_size_heads(f, s, step);
	if (same > 1)
		print_rows(f, s, same);
}

void report_series(struct report *r, const struct series *s)
{
	struct picture picture = {0};
	char *text = NULL;
	size_t len;
	/* What check says of the head stands at its beginning. */
	const size_t said = s->count && s->run[0] == s->head ? 0 : 1;
	FILE *f = s->count > 1 || s->refused > said ? open_memstream(&text, &len) : NULL;

	if (!f)
		return;
	print_series(f, s);
	fclose(f);
	report_markdown(r, text, len);
	free(text);
	r->has_pictures = true; /* it stands below this heading */
	report_open(r, "pictures");
	if (picture_sizes(&picture, s))
		report_picture(r, &picture);
	report_close(r);
	picture_free(&picture);
}
