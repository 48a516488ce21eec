/* SPDX-License-Identifier: MIT */
/* The rows of the ledger that were expected, or that moved though nobody expected it. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/cause.h"
#include "model/row_show.h"
#include "report/report_internal.h"
#include "screen/screen.h"
#include "util/markup.h"

static void print_row(FILE *f, const struct ledger_row *row)
{
	struct shown_row shown;

	row_show(row, &shown);
	fprintf(f, "| ");
	markup_markdown(f, shown.word);
	fprintf(f, " | ");
	markup_markdown(f, shown.name);
	/* A measure has no before and after: its value is its change. */
	fprintf(f, " | %s | %s | %s | ", row->metric < 0 ? "" : shown.before,
		row->metric < 0 ? "" : shown.after, shown.delta);
	markup_markdown(f, shown.theory);
	fprintf(f, " | %s |\n", shown.verdict);
}

static size_t count_rows(const struct ledger *l)
{
	size_t rows = 0;

	for (size_t i = 0; i < l->count; i++)
		rows += row_is_telling(&l->row[i]);
	return rows;
}

static void print_causes(FILE *f, const struct ledger *l)
{
	const struct cause *said = NULL;

	for (size_t i = 0; i < l->count; i++) {
		const struct cause *likely = cause_likely(l, &l->row[i]);
		const struct cause *cause = likely ? likely : l->row[i].cause;

		if (!cause || cause == said)
			continue;
		said = cause;
		fprintf(f, "%s", likely ? _("Perhaps: ")
				 : l->row[i].verdict == VERDICT_DEVIATES
					 ? _("Why it differs: ")
					 : _("Why it is unknown: "));
		markup_markdown(f, _(cause->sentence));
		fprintf(f, "\n\n");
	}
}

/* A text of the lab's between two words; nothing where there is none. */
static void print_text(FILE *f, const char *before, const char *text, const struct recorded *run,
		       const char *after)
{
	char expanded[2 * LABCONF_TEXT];

	if (!*text || !run->page_bytes.known || run->page_bytes.n <= 0)
		return;
	screen_expand(_(text), run->size_bytes.known ? run->size_bytes.n : 0, run->page_bytes.n,
		      expanded, sizeof(expanded));
	fprintf(f, "%s", before);
	markup_markdown(f, expanded);
	fprintf(f, "%s", after);
}

static void print_step(FILE *f, const struct recorded *run, const struct recorded_step *step,
		       const struct labconf *conf)
{
	const int told = conf ? labconf_step(conf, step->name) : -1;

	fprintf(f, _("**Step %lld: "), (long long)step->seq);
	markup_markdown(f, step->name);
	fprintf(f, "**");
	if (told >= 0)
		print_text(f, " ", conf->step[told].what, run, "");
	fprintf(f, "\n\n");
	if (count_rows(&step->ledger)) {
		fprintf(f,
			"| %s | %s | %s | %s | %s | %s | %s |\n|---|---|---:|---:|---:|---:|---|\n",
			_("what"), _("kernel's name"), _("before"), _("after"), _("change"),
			_("theory"), _("verdict"));
		for (size_t i = 0; i < step->ledger.count; i++)
			if (row_is_telling(&step->ledger.row[i]))
				print_row(f, &step->ledger.row[i]);
		fprintf(f, "\n");
	}
	print_causes(f, &step->ledger);
	if (told >= 0)
		print_text(f, "*", conf->step[told].means, run, "*\n\n");
}

/* A step that could not be done there, and why. */
static void print_skip(FILE *f, const struct recorded_skip *skip)
{
	char reason[2 * WIRE_TEXT];

	fprintf(f, _("**Left out: "));
	markup_markdown(f, skip->step);
	fprintf(f, "** ");
	markup_markdown(f, intl_filled(skip->reason, reason, sizeof(reason)));
	fprintf(f, "\n\n");
}

void report_rows(FILE *f, const struct recorded *run, const struct labconf *conf)
{
	for (size_t i = 0, steps = 0; i < run->steps; i++)
		if (run->step[i].seq > 0 && (conf || count_rows(&run->step[i].ledger))) {
			fprintf(f, "%s", steps++ ? "" : _("### Step by step\n\n"));
			print_step(f, run, &run->step[i], conf);
		}
	for (size_t i = 0; i < run->skips; i++)
		print_skip(f, &run->skip[i]);
}
