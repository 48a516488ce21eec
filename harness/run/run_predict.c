/* SPDX-License-Identifier: MIT */
/* Before a step: Enter with PAUSE, or its guesses: asked for here, shown and recorded behind it. */
#include <errno.h>
#include <string.h>

#include "i18n/intl.h"
#include "i18n/terminal_input.h"
#include "run/run_internal.h"
#include "screen/screen.h"
#include "util/exit_code.h"

/* Whoever types a word that is no number is asked again; a pipe has nobody to ask. */
static int ask(struct run *run, struct guess *guess)
{
	char line[80];
	int there;

	guess->guess = unknown;
	for (;;) {
		screen_question(&run->session, guess);
		if ((there = answer_read(line, sizeof(line))) < 0)
			return there;
		if (!there)
			screen_no_answer();
		if (!there || strspn(line, " \t\r?") == strlen(line) ||
		    predict_parse(line, guess, &guess->guess))
			return 0;
		screen_no_number(line);
		if (!answer_is_typed())
			return 0;
	}
}

static int ask_guesses(struct run *run)
{
	run->session.guesses =
		predict_choose(run->session.conf, run->session.at.step, run->session.expected.m,
			       run->session.expected.count, run->session.guess);
	int error = 0;

	if (!run->session.guesses)
		return 0;
	screen_ask(&run->session);
	for (size_t i = 0;
	     i < run->session.guesses && (error = ask(run, &run->session.guess[i])) == 0; i++) {
		run->session.guesses_asked++;
		run->session.guesses_made += run->session.guess[i].guess.known;
	}
	return error;
}

int run_wait_for_people(struct run *run)
{
	char line[8];
	int answer = 0;

	run->session.guesses = 0;
	if (run->session.at.seq == 0)
		return 0;
	if (run->record.predictions.fd >= 0)
		answer = ask_guesses(run);
	if (!answer && run->options->show.pause && !run->session.guesses) {
		screen_pause(&run->session);
		answer = answer_read(line, sizeof(line));
	}
	if (answer >= 0)
		return 0;
	screen_no_answer();
	if (answer != -EINTR)
		return answer;
	reason_say(&run->session.problem, N_("interrupted"));
	return run_end(run, "interrupted", EXIT_INTERRUPTED);
}

/* A measure's, which is known once it is measured. */
static void take_unit(const struct run *run, struct guess *guess)
{
	for (size_t i = 0; i < run->session.measured.count; i++)
		if (strncmp(guess->column, "m:", 2) == 0 &&
		    strcmp(guess->column + 2, run->session.measured.m[i].name) == 0)
			predict_measured(guess, run->session.measured.m[i].other);
}

int run_settle_guesses(struct run *run)
{
	int error = 0;

	for (size_t i = 0; i < run->session.guesses && !error; i++) {
		predict_observe(&run->session.guess[i], &run->session.ledger);
		take_unit(run, &run->session.guess[i]);
		error = record_guess(&run->record, run->session.at, &run->session.guess[i]);
	}
	return error;
}
