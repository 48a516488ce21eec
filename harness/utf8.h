/* SPDX-License-Identifier: MIT */
/* utf8: what may be shown as it is. Pure. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>

/*
 * The length in bytes of the UTF-8 sequence at s (which ends in NUL), or 0 when it is none or a
 * control character.
 */
size_t utf8_printable(const char *s);

/* Puts a question mark in place of each byte that may not be shown. */
void utf8_clean(char *s);

#endif
