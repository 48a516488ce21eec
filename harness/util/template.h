/* SPDX-License-Identifier: MIT */
/* template: a text with words such as {size} in it, and what is put in for them. Pure. */
#ifndef UTIL_TEMPLATE_H
#define UTIL_TEMPLATE_H

#include <stddef.h>

struct template_word {
	const char *word; /* as it stands in the text: "{size}" */
	const char *text; /* what is put in for it; words in it are not looked for */
};

/*
 * text with the text of each word put in wherever the word stands; a brace that begins none of
 * them stays. Cut to capacity (at least 1) bytes with the NUL. How many bytes the whole has without
 * its NUL, as snprintf: it was cut where that is capacity or more.
 */
size_t template_fill(const char *text, const struct template_word *words, size_t count, char *out,
		     size_t capacity);

/* The same, for a command. Dies (EX_SOFTWARE) rather than cut: a cut command is another command. */
void template_fill_or_die(const char *text, const struct template_word *words, size_t count,
			  char *out, size_t capacity);

#endif
