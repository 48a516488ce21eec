/* SPDX-License-Identifier: MIT */
/* The guesses of a step: asked for before it, shown and recorded behind it. */
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "run_inside.h"
#include "screen.h"

/* Whoever types a word that is no number is asked again; a pipe has nobody to ask. */
static struct value ask(struct run *run, const struct guess *guess)
{
	char line[80];
	struct value value;

	for (;;) {
		screen_question(run, guess);
		if (!answer_read(line, sizeof(line)) || strspn(line, " \t\r?") == strlen(line))
			return unknown;
		if (predict_parse(line, guess, &value))
			return value;
		screen_no_number(line);
		if (!isatty(STDIN_FILENO))
			return unknown;
	}
}

void run_ask_guesses(struct run *run)
{
	run->guesses = predict_choose(run->conf, run->at.step, run->expected.m, run->expected.count,
				      run->guess);
	if (!run->guesses)
		return;
	screen_ask(run);
	for (size_t i = 0; i < run->guesses; i++) {
		run->guess[i].guess = ask(run, &run->guess[i]);
		run->guesses_asked++;
		run->guesses_made += run->guess[i].guess.known;
	}
}

/* A measure's, which is known once it is measured. */
static void take_unit(const struct run *run, struct guess *guess)
{
	for (size_t i = 0; i < run->measured.count; i++)
		if (strncmp(guess->column, "m:", 2) == 0 &&
		    strcmp(guess->column + 2, run->measured.m[i].name) == 0)
			predict_measured(guess, run->measured.m[i].other);
}

int run_settle_guesses(struct run *run)
{
	int error = 0;

	for (size_t i = 0; i < run->guesses && !error; i++) {
		predict_observe(&run->guess[i], &run->ledger);
		take_unit(run, &run->guess[i]);
		error = record_guess(&run->record, run->at, &run->guess[i]);
	}
	return error;
}
