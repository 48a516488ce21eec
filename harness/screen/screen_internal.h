/* SPDX-License-Identifier: MIT */
/* What the parts of screen share. */
#ifndef SCREEN_SCREEN_INTERNAL_H
#define SCREEN_SCREEN_INTERNAL_H

#include "model/session.h"

/* Columns of a line that is filled up to its end. */
enum { SCREEN_WIDTH = 98 };

/* Escape sequences of ECMA-48; a terminal shows them, screen_paint leaves them out elsewhere. */
#define PAINT_BOLD    "\033[1m"
#define PAINT_RED     "\033[31m"
#define PAINT_GREEN   "\033[32m"
#define PAINT_YELLOW  "\033[33m"
#define PAINT_MAGENTA "\033[35m"
#define PAINT_CYAN    "\033[36m"
#define PAINT_PLAIN   "\033[0m"

/* The sequence, or "" where colour is not wanted. */
const char *screen_paint(const struct session *session, const char *color);

/* screen_rows.c: the rows of a step whose account is closed, and why some differ. */
void screen_rows(const struct session *session);

/* screen_curve.c: what the lab measured for many values of something. */
void screen_curves(const struct session *session);

/* screen_picture.c: promised beside present; nothing where neither moved by a MiB. */
void screen_picture(const struct session *session);

/* screen_head.c: the step's number, name and what it does. */
void screen_title(struct session *session);

/* screen_head.c: are heads and rows wanted? Not of a run among many, not with quiet or json. */
bool screen_is_shown(const struct session *session);

/* screen_head.c: a text of the lab's, translated, with this run's size and pages in it. Gives out.
 */
const char *screen_expand_of(const struct session *session, const char *text, char *out,
			     size_t room);

/* screen_predict.c: what was guessed, beside what was seen. */
void screen_guesses(const struct session *session);
void screen_guesses_made(const struct session *session);

/* screen_map.c: the pages of the lab's regions before and after the step. */
void screen_map(const struct session *session);

#endif
