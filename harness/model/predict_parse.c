/* SPDX-License-Identifier: MIT */
/* A guess as people type it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/predict.h"

/* "5 pages", "3번": what people may write behind a count. */
static bool is_counting_word(const char *word)
{
	static const char *const words[] = {"page",  "pages", "fault", "faults", "time",
					    "times", "번",    "회",    "개",	 "페이지"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(word, words[i]) == 0)
			return true;
	return false;
}

/* How many of the column's unit one of the word's is; 0: not a word for it. */
static double factor_of(const char *word, const char *unit)
{
	static const char letters[] = "kmgt";
	const bool is_kib = strcmp(unit, "KiB") == 0, is_bytes = strcmp(unit, "bytes") == 0;
	const double byte = is_kib ? 1.0 / 1024 : 1;

	if (!is_kib && !is_bytes)
		return *word == '\0' || strcasecmp(word, unit) == 0 ||
		       (!*unit && is_counting_word(word));
	if (!*word)
		return byte * 1024 * 1024;
	if (strcasecmp(word, "b") == 0 || strcasecmp(word, "bytes") == 0)
		return byte;
	const char lower = (char)(*word | 0x20), *letter = strchr(letters, lower);
	const char *rest = word + 1;
	if (!letter || (*rest && strcasecmp(rest, "b") != 0 && strcasecmp(rest, "ib") != 0))
		return 0;
	return byte * (double)((int64_t)1 << 10 * (letter - letters + 1));
}

/* "25,600", not "1,5": behind a comma are three digits, and in front of it one at least. */
static bool is_thousands(const char *answer, const char *comma)
{
	const size_t digits = strspn(comma + 1, "0123456789");

	return digits == 3 && comma > answer && comma[-1] >= '0' && comma[-1] <= '9';
}

/* The answer without blanks and thousands' commas. False: it is too long, or has another comma. */
static bool squeeze(const char *answer, char *out, size_t room)
{
	size_t n = 0;

	for (const char *begin = answer; *answer; answer++) {
		if (*answer == ',' && !is_thousands(begin, answer))
			return false;
		if (strchr(" \t\r\n,", *answer))
			continue;
		if (n + 1 == room)
			return false;
		out[n++] = *answer;
	}
	out[n] = '\0';
	return true;
}

bool predict_parse(const char *answer, const struct guess *guess, struct value *out)
{
	const double most = 9e15;
	char text[64], *end;

	*out = unknown;
	if (!squeeze(answer, text, sizeof(text)))
		return false;
	const size_t digits = strspn(text, "+-0123456789.");
	const double number = strtod(text, &end);
	const double factor = factor_of(end, guess->unit);
	if (!digits || end != text + digits || factor == 0 || !isfinite(number))
		return false;
	const double value = number * factor;
	if (value > most || value < -most)
		return false;
	*out = known((int64_t)(value < 0 ? value - 0.5 : value + 0.5));
	return true;
}
