/* SPDX-License-Identifier: MIT */
/* utf8: what may be shown as it is. Pure. */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The length in bytes of the UTF-8 sequence at s (which ends in NUL), or 0 when it is none or a
 * control character.
 */
size_t utf8_printable(const char *s);

/* How many of these len bytes are left when a character that they end within is left out. */
size_t utf8_whole(const char *s, size_t len);

/*
 * Puts a question mark in place of each byte that may not be shown, or that has others shown from
 * right to left.
 */
void utf8_clean(char *s);

/*
 * The columns that a terminal takes for it: 2 for Hangul, Han, Kana and what Unicode calls wide or
 * fullwidth (UAX #11), 0 for combining marks and for the vowels and finals of Hangul that is
 * written in single letters, 1 for the rest.
 */
int utf8_width(const char *s);

/* The character at s is a letter of Hangul that joins with its neighbours: NFC has none of modern
 * Korean. */
bool utf8_is_jamo(const char *s);

/*
 * The character at s is a blank other than the ordinary one, shows nothing, or goes onto the letter
 * before it: two texts that look the same may differ in it.
 */
bool utf8_is_unseen(const char *s);

/*
 * How many bytes of s fit into so many columns: up to a blank, where there is one to break at, and
 * never within a character. At least one character.
 */
size_t utf8_fitting(const char *s, int columns);

/*
 * The blanks that fill s up to so many columns, at least 0, for printf:
 * "%s%*s", s, utf8_gap(s, 12), "" where plain text would have "%-12s".
 */
int utf8_gap(const char *s, int columns);

#endif
