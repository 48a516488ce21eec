/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <string.h>
#include <sysexits.h>

#include "util/template.h"

/* The word that stands at s, or NULL. */
static const struct template_word *word_at(const char *s, const struct template_word *words,
					   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(s, words[i].word, strlen(words[i].word)) == 0)
			return &words[i];
	return NULL;
}

size_t template_fill(const char *text, const struct template_word *words, size_t count, char *out,
		     size_t capacity)
{
	size_t len = 0;

	while (*text) {
		const struct template_word *word = word_at(text, words, count);
		const char *piece = word ? word->text : text;
		const size_t bytes = word ? strlen(word->text) : 1;

		for (size_t i = 0; i < bytes; i++, len++)
			if (len + 1 < capacity)
				out[len] = piece[i];
		text += word ? strlen(word->word) : 1;
	}
	out[len < capacity ? len : capacity - 1] = '\0';
	return len;
}

void template_fill_or_die(const char *text, const struct template_word *words, size_t count,
			  char *out, size_t capacity)
{
	const size_t len = template_fill(text, words, count, out, capacity);

	if (len >= capacity)
		errx(EX_SOFTWARE, "a text of %zu bytes does not fit: %.60s", len, text);
}
