/* SPDX-License-Identifier: MIT */
/*
 * screen: the printed ledger. At most 100 columns, plain ASCII; the verdict is a word, colour only
 * repeats it.
 */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include "model/session.h"

/* Once the lab has said its size, or at its first step: what this is and where it runs. */
void screen_head(struct session *session);

/* A step whose account is closed. */
void screen_step(struct session *session);

/* PAUSE: what comes next, and that Enter starts it. */
void screen_pause(struct session *session);

/* --predict: the step's name and what is asked for; one question; and an answer that is none. */
void screen_ask(struct session *session);
void screen_question(const struct session *session, const struct guess *g);
void screen_no_number(char *answer);

/* Ctrl-C instead of an answer: what comes next begins a line. */
void screen_no_answer(void);

/* The picture, the result, and where the files are; or what went wrong. */
void screen_end(struct session *session, struct outcome outcome);

/* No memory-limited group is to be had: what was tried, and what to do. root: the folder with labs/
 * and build/. On stderr. */
void screen_no_room(const char *lab, const char *root, const struct cap_tries *tries);

/* A terminal that shows colour, and nobody who asked for none. */
bool screen_wants_color(void);

/* text with {size}, {pages}, {page} put in. Pure. */
void screen_expand(const char *text, int64_t size_bytes, int64_t page_bytes, char *out,
		   size_t room);

#endif
