/* SPDX-License-Identifier: MIT */
/*
 * screen: the printed ledger. At most 100 columns, plain ASCII; the verdict is a word, colour only
 * repeats it.
 */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include "run/run.h"

/* Once the lab has said its size, or at its first step: what this is and where it runs. */
void screen_head(struct run *run);

/* A step whose account is closed. */
void screen_step(struct run *run);

/* PAUSE: what comes next, and that Enter starts it. */
void screen_pause(struct run *run);

/* --predict: the step's name and what is asked for; one question; and an answer that is none. */
void screen_ask(struct run *run);
void screen_question(const struct run *run, const struct guess *g);
void screen_no_number(char *answer);

/* Ctrl-C instead of an answer: what comes next begins a line. */
void screen_no_answer(void);

/* The picture, the result, and where the files are; or what went wrong. */
void screen_end(struct run *run, struct outcome outcome);

/* No memory-limited group is to be had: what was tried, and what to do. On stderr. */
void screen_no_room(const struct run *run, const struct cap_tries *tries);

/* A terminal that shows colour, and nobody who asked for none. */
bool screen_wants_color(void);

/* text with {size}, {pages}, {page} put in. Pure. */
void screen_expand(const char *text, int64_t size_bytes, int64_t page_bytes, char *out,
		   size_t room);

#endif
