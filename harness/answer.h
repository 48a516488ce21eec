/* SPDX-License-Identifier: MIT */
/* answer: what a person types while everything waits for it. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One line of standard input into out, without its newline and cut to fit. Not a byte behind it is
 * read. False at the end of the input. Ctrl-C ends the program here, even where it is blocked else.
 */
bool answer_read(char *out, size_t room);

#endif
