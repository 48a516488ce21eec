/* SPDX-License-Identifier: MIT */
/* terminal_input: what a person types while everything waits for it. */
#ifndef I18N_TERMINAL_INPUT_H
#define I18N_TERMINAL_INPUT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One line of standard input into out, without its newline and cut to fit. Not a byte behind it is
 * read. 1; 0 at the end of the input, or where a line of more than 64 KiB stands; -EINTR when
 * SIGINT, SIGQUIT, SIGTERM or SIGHUP came, which the caller has blocked: it is taken.
 */
int answer_read(char *out, size_t room);

/* Whether a person types the answers: a terminal, or behind the virtual machine's pipe one. */
bool answer_is_typed(void);

#endif
