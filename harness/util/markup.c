/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "util/markup.h"

void markup_text(FILE *f, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '&':
			fputs("&amp;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		default:
			fputc((unsigned char)*text < ' ' ? ' ' : *text, f);
		}
}

void markup_markdown(FILE *f, const char *text)
{
	for (; *text; text++) {
		/* Any punctuation may be escaped in Markdown; these have a meaning. */
		if (strchr("\\`*_[]<>#|&", *text))
			fputc('\\', f);
		fputc((unsigned char)*text < ' ' ? ' ' : *text, f);
	}
}

/* At "[text](url)": its length, and where the text ends; else 0. */
static size_t link_at(const char *s, const char **text_end)
{
	const char *end = *s == '[' ? strchr(s, ']') : NULL;

	if (!end || end[1] != '(')
		return 0;
	*text_end = end;
	const char *behind = strchr(end, ')');
	return behind && !memchr(s, '\n', (size_t)(behind - s)) ? (size_t)(behind + 1 - s) : 0;
}

char *markup_without_links(const char *markdown, char *out, size_t room)
{
	size_t len = 0;
	const char *text_end;

	for (const char *s = markdown; *s && len + 1 < room;) {
		const size_t link = link_at(s, &text_end);

		if (!link) {
			out[len++] = *s++;
			continue;
		}
		for (const char *t = s + 1; t < text_end && len + 1 < room; t++)
			out[len++] = *t;
		s += link;
	}
	out[len] = '\0';
	return out;
}

static const char *next_line(const char *s)
{
	const char *end = strchr(s, '\n');

	return end ? end + 1 : NULL;
}

const char *markup_section(const char *markdown, const char *heading, size_t *len)
{
	const size_t heading_len = strlen(heading);
	const char *s = markdown;

	while (s && !(strncmp(s, "## ", 3) == 0 && strncmp(s + 3, heading, heading_len) == 0 &&
		      (s[3 + heading_len] == '\n' || !s[3 + heading_len])))
		s = next_line(s);
	const char *begin = s ? next_line(s) : NULL, *end = begin;
	if (!begin)
		return NULL;
	while (end && strncmp(end, "## ", 3) != 0)
		end = next_line(end);
	*len = end ? (size_t)(end - begin) : strlen(begin);
	return begin;
}
