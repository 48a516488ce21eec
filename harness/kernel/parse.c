/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "kernel/parse.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const struct place *place_in(const struct metric *m, enum source source)
{
	if (m->at.source == source)
		return &m->at;
	return m->at_v1.source == source ? &m->at_v1 : NULL;
}

/* The metrics of one source, in the table's order. */
struct group_of_metrics {
	size_t count;
	unsigned char metric[METRICS_MAX];
};

/* Made once: looking through the whole table for each text costs as much as reading the text. */
static const struct group_of_metrics *metrics_in(enum source source)
{
	static struct group_of_metrics groups[SOURCES];
	static bool made;

	for (size_t i = 0; i < metric_count && !made; i++) {
		const enum source places[] = {metrics[i].at.source, metrics[i].at_v1.source};

		for (size_t p = 0; p < 2; p++)
			groups[places[p]].metric[groups[places[p]].count++] = (unsigned char)i;
	}
	made = true;
	return &groups[source];
}

static void forget(enum source source, struct value *values)
{
	const struct group_of_metrics *in = metrics_in(source);

	for (size_t i = 0; i < in->count; i++)
		values[in->metric[i]] = unknown;
}

/* Behind the key stand a colon or a blank, more blanks, the number, perhaps a unit. */
static struct value number_behind_key(const char *s, const char *end)
{
	if (s < end && *s == ':')
		s++;
	while (s < end && is_blank(*s))
		s++;
	return parse_number(&s, end);
}

static bool has_key(const char *line, const char *end, const char *key, size_t key_len)
{
	return (size_t)(end - line) > key_len && memcmp(line, key, key_len) == 0 &&
	       (line[key_len] == ':' || is_blank(line[key_len]));
}

static const char *line_end(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (size_t)(end - line));

	return newline ? newline : end;
}

/* The metric of this source whose key starts the line, or −1. */
static int find_key(enum source source, const char *line, const char *end, size_t *key_len)
{
	const struct group_of_metrics *in = metrics_in(source);

	for (size_t i = 0; i < in->count; i++) {
		const struct place *place = place_in(&metrics[in->metric[i]], source);

		if (!place->key)
			continue;
		*key_len = strlen(place->key);
		if (has_key(line, end, place->key, *key_len))
			return in->metric[i];
	}
	return -1;
}

/* Searches every line; the first line of a key counts. */
static void learn_keyed(enum source source, const char *text, const char *end,
			struct learned *learned, struct value *values)
{
	bool seen[METRICS_MAX] = {false};

	forget(source, values);
	learned->lines = learned->count = 0;
	for (const char *line = text, *stop; line < end; line = stop + 1, learned->lines++) {
		size_t key_len = 0;
		int i;

		stop = line_end(line, end);
		i = find_key(source, line, stop, &key_len);
		if (i < 0 || seen[i])
			continue;
		seen[i] = true;
		values[i] = number_behind_key(line + key_len, stop);
		learned->key[learned->count].metric = (unsigned char)i;
		learned->key[learned->count].key_len = (unsigned char)key_len;
		learned->key[learned->count++].line = (unsigned short)learned->lines;
	}
}

/* False when the text is not of the shape that was learned: then nothing can be trusted. */
static bool read_as_learned(enum source source, const char *text, const char *end,
			    const struct learned *learned, struct value *values)
{
	size_t lines = 0, next = 0;

	forget(source, values);
	for (const char *line = text, *stop; line < end; line = stop + 1, lines++) {
		stop = line_end(line, end);
		if (next == learned->count || lines != learned->key[next].line)
			continue;
		const size_t i = learned->key[next].metric, key_len = learned->key[next].key_len;
		if (!has_key(line, stop, place_in(&metrics[i], source)->key, key_len))
			return false;
		values[i] = number_behind_key(line + key_len, stop);
		next++;
	}
	return next == learned->count && lines == learned->lines;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=123" */
static void parse_pressure(enum source source, const char *text, const char *end,
			   struct value *values)
{
	static const char total[] = "total=";

	forget(source, values);
	for (const char *line = text, *stop; line < end; line = stop + 1) {
		size_t key_len = 0;
		int i;

		stop = line_end(line, end);
		i = find_key(source, line, stop, &key_len);
		if (i < 0)
			continue;
		for (const char *word = line + key_len; word < stop; word++) {
			if ((size_t)(stop - word) < sizeof(total) || !is_blank(*word) ||
			    memcmp(word + 1, total, sizeof(total) - 1) != 0)
				continue;
			word += sizeof(total);
			values[i] = parse_number(&word, stop);
			break;
		}
	}
}

/* The words of a stat line behind "(comm) "; the first is field 3. NULL when there is none. */
static const char *stat_words(const char *text, const char *end)
{
	const char *close = memrchr(text, ')', (size_t)(end - text));

	return close && end - close > 2 && close[1] == ' ' ? close + 2 : NULL;
}

static const char *next_word(const char *s, const char *end)
{
	while (s < end && !is_blank(*s))
		s++;
	while (s < end && is_blank(*s))
		s++;
	return s;
}

/* Fields of a process's stat are counted from 1; those before 3 may hold anything. */
static struct value stat_field(const char *word, const char *end, int wanted)
{
	for (int field = 3; field < wanted && word < end; field++)
		word = next_word(word, end);
	return word < end ? parse_number(&word, end) : unknown;
}

static void parse_fields(enum source source, const char *text, const char *end,
			 struct value *values)
{
	const struct group_of_metrics *in = metrics_in(source);
	const char *word = stat_words(text, end);

	for (size_t i = 0; i < in->count; i++) {
		const size_t m = in->metric[i];

		values[m] = word ? stat_field(word, end, metrics[m].at.field) : unknown;
	}
}

/* One number; on v1, and as "max" on v2, no limit is no number. */
static void parse_single(enum source source, const char *text, const char *end,
			 struct value *values)
{
	/* PAGE_COUNTER_MAX × page size: LONG_MAX cut to whole pages, the largest of which is 64 KiB
	 */
	const int64_t no_limit = INT64_MAX - 65535;
	struct value value = parse_number(&text, end);

	if (value.known && value.n >= no_limit)
		value = unknown;
	const struct group_of_metrics *in = metrics_in(source);
	for (size_t i = 0; i < in->count; i++)
		values[in->metric[i]] = value;
}

void parse_source(enum source source, const char *text, size_t len, struct learned *learned,
		  struct value *values)
{
	const char *end = text + len;

	switch (sources[source].format) {
	case FORMAT_KEYED:
		if (!learned->count || !read_as_learned(source, text, end, learned, values))
			learn_keyed(source, text, end, learned, values);
		break;
	case FORMAT_FIELDS:
		parse_fields(source, text, end, values);
		break;
	case FORMAT_NUMBER:
		parse_single(source, text, end, values);
		break;
	case FORMAT_PRESSURE:
		parse_pressure(source, text, end, values);
		break;
	}
}

bool parse_stat(const char *text, size_t len, struct stat_line *out)
{
	const char *end = text + len, *word = stat_words(text, end);
	const char *open = memchr(text, '(', len), *s = text;
	struct value pid = parse_number(&s, end), ppid, start;

	if (!word || !open || open > word - 2 || !pid.known)
		return false;
	const size_t room = sizeof(out->comm) - 1, name_len = (size_t)(word - 2 - (open + 1));
	const size_t kept = name_len < room ? name_len : room;
	memcpy(out->comm, open + 1, kept);
	out->comm[kept] = '\0';
	out->state = *word;
	ppid = stat_field(word, end, 4);
	start = stat_field(word, end, 22);
	out->pid = pid.n;
	out->ppid = ppid.n;
	out->start_ticks = start.n;
	return ppid.known && start.known;
}

void parse_statm(const char *text, size_t len, struct statm_line *out)
{
	const char *s = text, *end = text + len;

	out->size = parse_number(&s, end);
	s = next_word(s, end);
	out->resident = out->size.known ? parse_number(&s, end) : unknown;
}

size_t parse_pids(const char *text, size_t len, int *pids, size_t room)
{
	const char *s = text, *end = text + len;
	size_t n = 0;

	while (s < end && n < room) {
		struct value pid = parse_number(&s, end);

		if (pid.known && pid.n > 0 && pid.n <= INT32_MAX)
			pids[n++] = (int)pid.n;
		else
			while (s < end && !number_ends(s, end))
				s++;
		while (s < end && number_ends(s, end))
			s++;
	}
	return n;
}
