/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/form.h"
#include "i18n/po.h"
#include "util/file.h"
#include "util/utf8.h"

/* An entry on its way in. */
struct entry {
	struct text id, translated;
	struct text *last; /* what the next string goes on with; NULL: one that we do not keep */
	size_t line;	   /* of its msgid */
	bool is_fuzzy, has_translation;
};

static int append(struct text *t, char c)
{
	if (t->len + 1 >= t->room) {
		const size_t room = t->room ? 2 * t->room : 256;
		char *grown = realloc(t->data, room);

		if (!grown)
			return -ENOMEM;
		t->data = grown;
		t->room = room;
	}
	t->data[t->len++] = c;
	t->data[t->len] = '\0';
	return 0;
}

static char unescaped(char c)
{
	static const char from[] = "nt\"\\", to[] = "\n\t\"\\";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : '\0';
}

/* A string in quotes that fills the rest of the line. 0, -ENOMEM or -EILSEQ. */
static int take_string(struct text *out, const char *s, const char *end)
{
	int error = 0;

	if (s == end || *s != '"')
		return -EILSEQ;
	for (s++; s < end && *s != '"' && !error; s++) {
		char c = *s;

		if (c == '\\' && !(c = unescaped(*++s)))
			return -EILSEQ;
		error = out ? append(out, c) : 0;
	}
	if (error)
		return error;
	return s < end && *s == '"' && s + 1 + strspn(s + 1, " \t\r") >= end ? 0 : -EILSEQ;
}

/* What a terminal would obey: no text of ours has other control characters than these two. */
static void clean(char *s)
{
	for (size_t len; *s; s += len) {
		len = *s == '\n' || *s == '\t' ? 1 : utf8_printable(s);
		if (!len) {
			*s = '?';
			len = 1;
		}
	}
}

static int leave_out(struct po *po, const struct entry *e)
{
	const size_t before = po->unfit.count;

	if (!names_add(&po->unfit, e->id.data))
		return -ENOMEM;
	if (po->unfit.count > before && po->unfit_lines < PO_UNFIT)
		po->unfit_line[po->unfit_lines++] = e->line;
	return 0;
}

static int keep(struct po *po, const struct entry *e)
{
	const char *id = e->id.data, *translated = e->translated.data;

	if (!id || !id[0] || !translated || !translated[0] || e->is_fuzzy ||
	    names_find(&po->ids, id))
		return 0;
	if (!form_fits(id, translated))
		return leave_out(po, e);
	if (po->ids.count == po->room) {
		const size_t room = po->room ? 2 * po->room : 64;
		char **grown = realloc(po->translated, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		po->translated = grown;
		po->room = room;
	}
	char *copy = strdup(translated);
	if (!copy || !names_add(&po->ids, id)) {
		free(copy);
		return -ENOMEM;
	}
	clean(copy);
	po->translated[po->ids.count - 1] = copy;
	return 0;
}

/* What a comment or a msgid begins, when the entry before it is over. */
static int begin(struct po *po, struct entry *e)
{
	const int error = keep(po, e);

	e->id.len = e->translated.len = 0;
	if (e->id.data)
		e->id.data[0] = '\0';
	if (e->translated.data)
		e->translated.data[0] = '\0';
	e->last = NULL;
	e->is_fuzzy = e->has_translation = false;
	return error;
}

static bool is_word(const char *line, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(line, word, len) == 0;
}

/* "#, fuzzy, c-format" */
static bool names_fuzzy(const char *s, const char *end)
{
	while (s < end) {
		s += strspn(s, "#, \t");
		const size_t len = strcspn(s, ", \t\r\n");

		if (is_word(s, len, "fuzzy"))
			return true;
		s += len ? len : 1;
	}
	return false;
}

/* A line "word "string"", or "string" alone, which goes on with the last word's. */
static int take_line(struct po *po, struct entry *e, size_t line, const char *s, const char *end)
{
	const size_t len = *s == '"' ? 0 : strcspn(s, " \t\"\r\n");
	int error = 0;

	if (is_word(s, len, "msgid")) {
		error = e->has_translation ? begin(po, e) : 0;
		e->last = &e->id;
		e->line = line;
	} else if (is_word(s, len, "msgstr") || is_word(s, len, "msgstr[0]")) {
		e->last = &e->translated;
		e->has_translation = true;
	} else if (is_word(s, len, "msgid_plural") || (len > 7 && memcmp(s, "msgstr[", 7) == 0)) {
		e->last = NULL;
	} else if (len) {
		return -EILSEQ;
	}
	s += len;
	s += strspn(s, " \t");
	return error ? error : take_string(e->last, s, end);
}

int po_add(struct po *po, const char *text, size_t *line)
{
	struct entry e = {0};
	int error = 0;

	po->unfit_lines = 0;
	for (*line = 1; *text && !error; (*line)++) {
		const char *s = text + strspn(text, " \t"), *end = text + strcspn(text, "\n");

		if (*s == '#') {
			error = e.has_translation ? begin(po, &e) : 0;
			if (s[1] == ',')
				e.is_fuzzy = names_fuzzy(s, end);
		} else if (s < end && *s != '\r') {
			error = take_line(po, &e, *line, s, end);
		}
		if (error)
			break;
		text = *end ? end + 1 : end;
	}
	if (!error)
		error = keep(po, &e);
	text_free(&e.id);
	text_free(&e.translated);
	return error;
}

const char *po_find(const struct po *po, const char *id)
{
	const size_t number = names_find(&po->ids, id);

	return number ? po->translated[number - 1] : NULL;
}

void po_free(struct po *po)
{
	for (size_t i = 0; i < po->ids.count; i++)
		free(po->translated[i]);
	free(po->translated);
	names_free(&po->ids);
	names_free(&po->unfit);
	*po = (struct po){0};
}
