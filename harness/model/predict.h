/* SPDX-License-Identifier: MIT */
/*
 * predict: which guesses are asked for before a step, how an answer is read, and how far off it
 * was. Pure. Nobody is graded by it: a guess is made, or it is not.
 */
#ifndef MODEL_PREDICT_H
#define MODEL_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/labconf.h"
#include "model/ledger.h"

enum { PREDICT_MOST = 3 }; /* guesses for one step */

struct guess {
	char role[WIRE_NAME];	/* lab, group or system */
	char column[WIRE_NAME]; /* or "m:NAME" */
	char unit[12];		/* that its numbers are in; "" for a count */
	const char *question;	/* lab.conf's words, or NULL */
	struct value guess, observed;
	bool is_code; /* a signal's number and the like: what is twice that is nothing */
};

/* Whose row a guess is about: a column stands in one scope, and of processes it is the lab. */
const char *predict_role(const char *column);

/* Fills role, column and unit, and clears the rest. */
void predict_about(struct guess *g, const char *column);

/*
 * The guesses of a step, by lab.conf or else those expectations that teach most: what is in RAM,
 * page faults, addresses. A column of a child is not asked for: predictions.csv names no roles.
 * Returns how many, at most PREDICT_MOST.
 */
size_t predict_choose(const struct labconf *conf, const char *step, const struct message *expected,
		      size_t count, struct guess *out);

/*
 * An answer, as people type it: "100", "1.5", "-4k", "25,600", "102400 kB". A number without a unit
 * is in MiB where the column has KiB or bytes. False: it is none.
 */
bool predict_parse(const char *answer, const struct guess *guess, struct value *out);

/* The unit that its lab gives a measure ("ns", "pages", "number", ...): it may be a code. */
void predict_measured(struct guess *guess, const char *unit);

/* Fills observed from the step's account. */
void predict_observe(struct guess *guess, const struct ledger *l);

/* A number of that guess, as "100 MiB", "25,600", "-4 kB"; "" when it is not known. */
const char *predict_show(const struct guess *guess, struct value value, char *out, size_t room);

/* How the truth stands to the guess: "as guessed", "25,600 x the guess", "1/4 of the guess". */
const char *predict_remark(const struct guess *guess, char *out, size_t room);

#endif
