/* SPDX-License-Identifier: MIT */
/* The questions before a step, and what was guessed beside what was seen. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "i18n/terminal_input.h"
#include "model/row_show.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "util/utf8.h"

enum { QUESTION = 64, HEAD = 28, GUESS = 24, TEXT = 2 * LABCONF_TEXT };

/* In the words of somebody who has not seen the table yet; labs ask for most by these columns. */
static const struct {
	const char *column, *question;
} plain[] = {
	{"vm_rss_kib", N_("By how many MiB does its memory in RAM (VmRSS) change?")},
	{"anonymous_kib", N_("By how many MiB does its own memory (Anonymous) change?")},
	{"minflt_total", N_("How many page faults (minor) does it take?")},
	{"majflt_total", N_("How many page faults read a disk (major)?")},
	{"vm_size_kib", N_("By how many MiB do its promised addresses (VmSize) change?")},
	{"vm_pte_kib", N_("By how many MiB do its page tables (VmPTE) change?")},
	{"anon_huge_pages_kib", N_("How many MiB more are in huge pages (AnonHugePages)?")},
	{"lazy_free_kib", N_("How many MiB more may be taken back (LazyFree)?")},
};

static const char *plain_question(const char *column)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(plain[i].column, column) == 0)
			return plain[i].question;
	return NULL;
}

/* "in RAM (VmRSS)" */
static void print_subject(const struct guess *g, char *out, size_t room)
{
	const int metric = metric_find(g->column);
	/* In the table it may stand indented. */
	const char *word = metric < 0 || !metrics[metric].word ? NULL : _(metrics[metric].word);

	if (metric < 0)
		snprintf(out, room, "%s", g->column + strlen("m:"));
	else if (word)
		snprintf(out, room, "%s (%s)", word + strspn(word, " "), metrics[metric].shown);
	else if (strcmp(g->role, "lab") == 0)
		snprintf(out, room, "%s", metrics[metric].shown);
	else
		snprintf(out, room, "%s (%s)", role_show(g->role), metrics[metric].shown);
}

static void print_question(const struct session *session, const struct guess *g, char *out,
			   size_t room)
{
	const bool is_memory = strcmp(g->unit, "KiB") == 0 || strcmp(g->unit, "bytes") == 0;
	const char *question = g->question ? g->question : plain_question(g->column);
	char subject[120];

	if (question) {
		screen_expand(_(question), session->size.n, session->env.page_size, out, room);
		return;
	}
	print_subject(g, subject, sizeof(subject));
	if (is_memory)
		snprintf(out, room, _("%s: changes by how many MiB?"), subject);
	else if (*g->unit)
		snprintf(out, room, _("%s: changes by how much, in %s?"), subject, g->unit);
	else if (strncmp(g->column, "m:", 2) == 0)
		snprintf(out, room, _("%s will be?"), subject);
	else
		snprintf(out, room, _("%s: how many more?"), subject);
}

void screen_ask(struct session *session)
{
	screen_title(session);
	printf(_("   Before it runs, your guess (Enter: no guess; 100, -4k and 25,600 are all "
		 "understood):\n"));
}

void screen_question(const struct session *session, const struct guess *g)
{
	char question[TEXT];

	print_question(session, g, question, sizeof(question));
	printf("     %s%*s > %s", question, utf8_gap(question, QUESTION), "",
	       answer_is_typed() ? "" : "\n");
	fflush(stdout);
}

void screen_no_number(char *answer)
{
	utf8_clean(answer);
	fflush(stdout);
	fprintf(stderr,
		_("     \"%s\" is no number. Expected one such as 100, -4k or 25,600; or "
		  "Enter\n"),
		answer);
}

void screen_no_answer(void)
{
	if (answer_is_typed())
		printf("\n");
}

static bool is_made(const struct session *session)
{
	for (size_t i = 0; i < session->guesses; i++)
		if (session->guess[i].guess.known)
			return true;
	return false;
}

/* The words of the row in the table below it. */
static void print_guess(const struct session *session, const struct guess *g)
{
	const struct ledger_row *row = ledger_find(&session->ledger, g->role, g->column);
	char guess[48], seen[48], remark[80];
	struct shown_row shown = {.word = "", .name = g->column};

	if (row)
		row_show(row, &shown);
	predict_show(g, g->guess, guess, sizeof(guess));
	predict_show(g, g->observed, seen, sizeof(seen));
	predict_remark(g, remark, sizeof(remark));
	printf("   %s%*s %s %*s %14s%s%s\n", shown.word, utf8_gap(shown.word, 12), "", shown.name,
	       GUESS - (int)strlen(shown.name), *guess ? guess : "-", *seen ? seen : "?",
	       *remark ? "   " : "", remark);
}

void screen_guesses(const struct session *session)
{
	const char *guess = _("guess"), *seen = _("observed");

	if (!is_made(session))
		return;
	printf("%*s%s %*s%s\n", HEAD + utf8_gap(guess, 13), "", guess, utf8_gap(seen, 14), "",
	       seen);
	for (size_t i = 0; i < session->guesses; i++)
		print_guess(session, &session->guess[i]);
}

void screen_guesses_made(const struct session *session)
{
	if (session->guesses_asked)
		printf(_("GUESSES %zu of %zu made; what you believed and what was seen: "
			 "predictions.csv\n"),
		       session->guesses_made, session->guesses_asked);
}
