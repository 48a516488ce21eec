/* SPDX-License-Identifier: MIT */
/*
 * line: text that is put together in a buffer of a known size. What does not fit is cut between two
 * characters; a path, which would be another one then, is refused instead. No other file adds to a
 * buffer by printf(3).
 */
#ifndef UTIL_LINE_H
#define UTIL_LINE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* printf into out. False: it was cut. */
__attribute__((format(printf, 3, 4))) bool line_set(char *out, size_t room, const char *how, ...);
__attribute__((format(printf, 3, 0))) bool line_vset(char *out, size_t room, const char *how,
						     va_list args);

/* The same behind the text that out holds already; it ends in NUL within room bytes. */
__attribute__((format(printf, 3, 4))) bool line_add(char *out, size_t room, const char *how, ...);
__attribute__((format(printf, 3, 0))) bool line_vadd(char *out, size_t room, const char *how,
						     va_list args);

/*
 * At most so many bytes of anybody's text, whole characters, and a question mark for each byte that
 * may not be shown. It lives until eight more were asked for.
 */
const char *line_part(const char *text, size_t bytes);

/* "folder/name". 0, or -ENAMETOOLONG: out is "" then, which no file is called. */
__attribute__((warn_unused_result)) int path_join(char *out, size_t room, const char *folder,
						  const char *name);

#endif
