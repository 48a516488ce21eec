/* SPDX-License-Identifier: MIT */
/* What only many runs of a lab show, when the folder of the run has several. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "markup.h"
#include "picture.h"
#include "report_inside.h"
#include "row_show.h"

static void print_cell(FILE *f, const char *text)
{
	fprintf(f, " ");
	markup_markdown(f, text);
	fprintf(f, " |");
}

/* The row as row_show has it, its change replaced. */
static const char *change(const struct ledger_row *row, int64_t n, struct shown_row *shown)
{
	struct ledger_row other = *row;

	other.delta = known(n);
	row_show(&other, shown);
	return shown->delta;
}

static void print_row(FILE *f, const struct series_row *r)
{
	const int64_t numbers[] = {r->median, r->smallest, r->largest};
	struct shown_row shown;
	char what[128];

	row_show(r->row, &shown);
	snprintf(what, sizeof(what), "%s %s", shown.word + strspn(shown.word, " "), shown.name);
	fprintf(f, "|");
	print_cell(f, r->step->name);
	print_cell(f, what);
	fprintf(f, " %zu |", r->runs);
	for (size_t i = 0; i < 3; i++)
		print_cell(f, change(r->row, numbers[i], &shown));
	row_show(r->row, &shown);
	print_cell(f, shown.theory);
	fprintf(f, "\n");
}

/* An address, or what another size would change, has no median. */
static bool is_told(const struct recorded_step *step, const struct ledger_row *row)
{
	return step->seq > 0 && !row->is_address &&
	       (row->verdict != VERDICT_NONE || row->metric < 0);
}

static void print_heads(FILE *f)
{
	fprintf(f, "| %s | %s | %s | %s | %s | %s | %s |\n|---|---|---:|---:|---:|---:|---:|\n",
		_("step"), _("what"), _("runs"), _("median"), _("smallest"), _("largest"),
		_("theory"));
}

/* A row for each that differs from run to run; what was the same each time is counted. */
static void print_table(FILE *f, const struct series *s, const struct recorded *run)
{
	size_t same = 0, rows = 0;

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
				print_heads(f);
			print_row(f, &over);
		}
	fprintf(f, "%s", rows ? "\n" : "");
	if (same)
		fprintf(f,
			n_("%zu change was the same in every run of this size.\n\n",
			   "%zu changes were the same in every run of this size.\n\n", same),
			same);
}

void report_series(struct report *r, const struct recorded *run)
{
	struct series *s = series_read(run->folder, run->lab);
	struct picture picture = {0};
	char *text = NULL;
	size_t len;
	FILE *f = s && s->count > 1 ? open_memstream(&text, &len) : NULL;

	if (f) {
		fprintf(f, "### ");
		fprintf(f, n_("Over %zu run", "Over %zu runs", s->count), s->count);
		fprintf(f, "\n\n");
		if (s->left_out)
			fprintf(f,
				n_("%zu more was left out: pagelab check refuses it.\n\n",
				   "%zu more were left out: pagelab check refuses them.\n\n",
				   s->left_out),
				s->left_out);
		print_table(f, s, run);
		fclose(f);
		report_markdown(r, text, len);
		if (picture_sizes(&picture, s))
			report_picture(r, &picture);
		picture_free(&picture);
	}
	free(text);
	series_free(s);
}
