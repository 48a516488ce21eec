/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/protocol.h"
#include "util/number.h"
#include "util/utf8.h"

const char *const relation_text[4] = {"", "=", "<=", ">="};

enum { WORDS = 6, LINE_MAX_BYTES = 512 };

static size_t split(char *line, char *words[WORDS])
{
	size_t n = 0;

	words[n++] = line;
	for (char *tab = strchr(line, '\t'); tab && n < WORDS; tab = strchr(tab + 1, '\t')) {
		*tab = '\0';
		words[n++] = tab + 1;
	}
	return n;
}

static bool take_name(const char *word, char out[WIRE_NAME])
{
	size_t len = strlen(word);

	if (len == 0 || len >= WIRE_NAME)
		return false;
	memcpy(out, word, len + 1);
	utf8_clean(out);
	return true;
}

static bool word_number(const char *word, int64_t *out)
{
	const char *s = word, *end = word + strlen(word);
	struct value value = parse_number(&s, end);

	*out = value.n;
	return value.known && s == end;
}

static bool take_double(const char *word, double *out)
{
	char *end;

	*out = strtod(word, &end);
	return end != word && *end == '\0' && isfinite(*out);
}

static bool take_relation(const char *word, enum relation *out)
{
	for (int r = RELATION_EQUAL; r <= RELATION_AT_LEAST; r++)
		if (strcmp(word, relation_text[r]) == 0) {
			*out = (enum relation)r;
			return true;
		}
	return false;
}

static bool take_text(const char *word, char out[WIRE_TEXT])
{
	size_t len = strlen(word);

	if (len >= WIRE_TEXT)
		len = WIRE_TEXT - 1;
	memcpy(out, word, len);
	out[len] = '\0';
	utf8_clean(out);
	return true;
}

static bool fill(struct message *m, char *word[WORDS])
{
	switch (m->kind) {
	case MESSAGE_SIZE:
		return word_number(word[1], &m->n) && m->n > 0;
	case MESSAGE_USUAL:
		return word_number(word[1], &m->n) && word_number(word[2], &m->slack) && m->n > 0 &&
		       m->slack > 0;
	case MESSAGE_EDGES:
		return word_number(word[1], &m->n) && m->n >= 0;
	case MESSAGE_EXPECT:
		return take_name(word[1], m->role) && take_name(word[2], m->name) &&
		       take_relation(word[3], &m->relation) && word_number(word[4], &m->n) &&
		       word_number(word[5], &m->slack) && m->slack >= 0;
	case MESSAGE_SAME:
		return take_name(word[1], m->role) && take_name(word[2], m->name) &&
		       take_name(word[3], m->other);
	case MESSAGE_MEASURE:
		m->has_x = *word[2] != '\0';
		return take_name(word[1], m->name) && take_name(word[4], m->other) &&
		       (!m->has_x || take_double(word[2], &m->x)) &&
		       take_double(word[3], &m->value);
	case MESSAGE_REGION:
		return word_number(word[1], &m->n) && word_number(word[2], &m->slack) &&
		       m->n >= 0 && m->slack > 0;
	case MESSAGE_ROLE:
		return word_number(word[1], &m->n) && m->n > 0 && m->n <= INT32_MAX &&
		       take_name(word[2], m->role);
	case MESSAGE_SKIP:
		return (!*word[1] || take_name(word[1], m->name)) && take_text(word[2], m->text);
	case MESSAGE_BAD:
		break;
	}
	return false;
}

struct message message_parse(const char *line, size_t len)
{
	static const struct {
		const char *word;
		size_t words;
		enum message_kind kind;
	} kinds[] = {
		{"size", 2, MESSAGE_SIZE},     {"expect", 6, MESSAGE_EXPECT},
		{"same", 4, MESSAGE_SAME},     {"measure", 5, MESSAGE_MEASURE},
		{"region", 3, MESSAGE_REGION}, {"role", 3, MESSAGE_ROLE},
		{"edges", 2, MESSAGE_EDGES},   {"skip", 3, MESSAGE_SKIP},
		{"usual", 3, MESSAGE_USUAL},
	};
	struct message m = {0};
	char copy[LINE_MAX_BYTES], *words[WORDS];

	if (len >= sizeof(copy) || memchr(line, '\0', len))
		return m;
	memcpy(copy, line, len);
	copy[len] = '\0';
	size_t n = split(copy, words);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (n == kinds[i].words && strcmp(words[0], kinds[i].word) == 0)
			m.kind = kinds[i].kind;
	if (!fill(&m, words))
		m.kind = MESSAGE_BAD;
	return m;
}
