/* SPDX-License-Identifier: MIT */
/* What was believed before each step, beside what was seen. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "report/report_internal.h"
#include "util/markup.h"

static const struct recorded_step *step_of(const struct recorded *run, int64_t seq)
{
	for (size_t i = 0; i < run->steps; i++)
		if (run->step[i].seq == seq)
			return &run->step[i];
	return NULL;
}

static void print_cell(FILE *f, const char *text)
{
	fprintf(f, " ");
	markup_markdown(f, text);
	fprintf(f, " |");
}

static void print_guess(FILE *f, const struct recorded *run, const struct recorded_guess *g)
{
	const struct recorded_step *step = step_of(run, g->seq);
	const struct ledger_row *row =
		step ? ledger_find(&step->ledger, g->of.role, g->of.column) : NULL;
	struct shown_row shown = {.word = "", .name = g->of.column};
	char guess[48], seen[48], remark[80], what[120];

	if (row)
		row_show(row, &shown);
	snprintf(what, sizeof(what), "%s %s", shown.word + strspn(shown.word, " "), shown.name);
	fprintf(f, "|");
	print_cell(f, step ? step->name : "");
	print_cell(f, what);
	print_cell(f, predict_show(&g->of, g->of.guess, guess, sizeof(guess)));
	print_cell(f, predict_show(&g->of, g->of.observed, seen, sizeof(seen)));
	print_cell(f, predict_remark(&g->of, remark, sizeof(remark)));
	fprintf(f, "\n");
}

static void print_guesses(FILE *f, const struct recorded *run)
{
	fprintf(f, "| %s | %s | %s | %s | %s |\n|---|---|---:|---:|---|\n", _("step"), _("what"),
		_("guess"), _("observed"), _("the truth is"));
	for (size_t i = 0; i < run->guesses; i++)
		print_guess(f, run, &run->guess[i]);
	fprintf(f, "\n");
}

size_t report_guesses(FILE *f, const struct recorded *run)
{
	size_t made = 0;

	for (size_t i = 0; i < run->guesses; i++)
		made += run->guess[i].of.guess.known;
	if (!run->guesses)
		return 0;
	fprintf(f, "### %s\n\n", _("What was believed, and what was seen"));
	if (made)
		print_guesses(f, run);
	fprintf(f, _("%zu of %zu guesses were made; nothing else about them is graded.\n\n"), made,
		run->guesses);
	return made;
}
