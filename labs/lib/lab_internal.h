/* SPDX-License-Identifier: MIT */
/* What lab.c and its neighbours share; labs include lab.h only. */
#ifndef LAB_INTERNAL_H
#define LAB_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/protocol.h"

enum {
	EXIT_USAGE = 64,    /* EX_USAGE of sysexits.h */
	EXIT_OSERR = 71,    /* EX_OSERR */
	EXIT_NOT_HERE = 77, /* EX_NOPERM: not permitted, or not possible here */
	EXPECTED_MAX = 32
};

/*
 * lab_die.c: says why on stderr, in the reader's language, and exits; how is marked by N_(). A lab
 * that is only asked for its size exits without a word: in silence.
 */
void lab_die_init(bool silence);
__attribute__((noreturn, format(printf, 2, 3))) void lab_die(int status, const char *how, ...);

/* One message to the harness, if there is one. */
__attribute__((format(printf, 1, 2))) void lab_tell(const char *message, ...);

/* The page of the machine for which the lab is only asked for its size, in bytes; 0: it is not. */
size_t lab_asked_page(void);

/*
 * lab_words.c: of a lab started by hand: its words are read, its stack suffices, and what was
 * handed down is as usual; for malloc's settings the program starts again.
 */
void lab_begin_by_hand(void);

/*
 * lab_words.c: the lab has asked for its size. At its first step, when it has said by itself what it
 * cannot do without, words that mean nothing are refused, and a size that was not asked for.
 */
void lab_takes_size(void);
void lab_refuse_words(void);

/* lab_warm.c: makes sure that a step's faults are the step's own. The size of a page, in bytes. */
void lab_warm(size_t page_bytes);

/*
 * After fork, in the parent: the program's own data and stack are copy-on-write then, and a step
 * would pay for the copies. Memory that the lab took itself is left as it is.
 */
void lab_warm_after_fork(void);

/*
 * lab_said.c: the text in the reader's language, or as it is. Never within a step: it starts a
 * process. It lives until 31 other texts were said.
 */
const char *alone_said(const char *text);

/* lab_alone.c: the screen of a lab that was started by hand. */
void alone_start(const char *lab);
void alone_expect(const char *role, const char *column, enum relation relation, int64_t n,
		  int64_t slack);
void alone_forget(const char *step, const char *reason);
void alone_measure(const char *name, double value, const char *unit);
void alone_before(const char *step);
void alone_after(const char *step);

#endif
