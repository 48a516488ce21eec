/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "intl.h"
#include "predict.h"
#include "size.h"

const char *predict_role(const char *column)
{
	const int metric = metric_find(column);
	const enum scope scope = metric < 0 ? SCOPE_PROCESS : metric_scope(&metrics[metric]);

	return scope == SCOPE_GROUP ? "group" : scope == SCOPE_SYSTEM ? "system" : "lab";
}

/* A measure's name ends in its unit, as a column's does; of others the question tells it. */
static const char *measure_unit(const char *name)
{
	static const struct {
		const char *end, *unit;
	} units[] = {
		{"_kib", "KiB"}, {"_bytes", "bytes"}, {"_ms", "ms"}, {"_us", "us"}, {"_ns", "ns"}};
	const size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		const size_t end = strlen(units[i].end);

		if (len > end && strcmp(name + len - end, units[i].end) == 0)
			return units[i].unit;
	}
	return "";
}

void predict_about(struct guess *g, const char *column)
{
	const int metric = metric_find(column);
	const char *unit = metric < 0 ? measure_unit(column) : metric_unit(&metrics[metric]);

	*g = (struct guess){0};
	snprintf(g->role, sizeof(g->role), "%s", predict_role(column));
	snprintf(g->column, sizeof(g->column), "%s", column);
	snprintf(g->unit, sizeof(g->unit), "%s", strcmp(unit, "count") == 0 ? "" : unit);
}

static void add(struct guess *out, size_t *n, const char *column, const char *question)
{
	struct guess *g = &out[*n];

	for (size_t i = 0; i < *n; i++)
		if (strcmp(out[i].column, column) == 0)
			return;
	if (*n == PREDICT_MOST)
		return;
	predict_about(g, column);
	g->question = question;
	++*n;
}

/* A child's row, or an address, is nothing to be guessed. */
static bool can_be_asked(const struct message *m, bool measures)
{
	const bool is_measure = strncmp(m->name, "m:", 2) == 0;

	return is_measure == measures && strcmp(m->role, predict_role(m->name)) == 0 &&
	       !(is_measure && m->kind == MESSAGE_SAME);
}

static bool is_expected(const struct message *expected, size_t count, const char *column)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(expected[i].role, "lab") == 0 && strcmp(expected[i].name, column) == 0)
			return true;
	return false;
}

/* VmRSS and its part Anonymous move together: one of them is enough. */
static void add_best(struct guess *out, size_t *n, const struct message *expected, size_t count)
{
	static const char *const ram[] = {"vm_rss_kib", "rss_kib", "anonymous_kib"};
	static const char *const next[] = {"minflt_total", "majflt_total", "vm_size_kib"};
	size_t i = 0;

	while (i < sizeof(ram) / sizeof(ram[0]) && !is_expected(expected, count, ram[i]))
		i++;
	if (i < sizeof(ram) / sizeof(ram[0]))
		add(out, n, ram[i], NULL);
	for (i = 0; i < sizeof(next) / sizeof(next[0]); i++)
		if (is_expected(expected, count, next[i]))
			add(out, n, next[i], NULL);
}

size_t predict_choose(const struct labconf *conf, const char *step, const struct message *expected,
		      size_t count, struct guess *out)
{
	const int at = labconf_step(conf, step);
	size_t n = 0;

	for (size_t i = 0; at >= 0 && i < conf->guesses; i++)
		if (conf->guess[i].step == at)
			add(out, &n, conf->guess[i].column, conf->guess[i].question);
	if (n)
		return n;
	add_best(out, &n, expected, count);
	const bool has_best = n > 0;
	for (int measures = 0; measures < 2 && !(measures && n); measures++)
		for (size_t i = 0; i < count; i++)
			if (can_be_asked(&expected[i], measures) &&
			    !(has_best && strcmp(expected[i].name, "anonymous_kib") == 0))
				add(out, &n, expected[i].name, NULL);
	return n;
}

/* How many of the column's unit one of the word's is; 0: not a word for it. */
static double factor_of(const char *word, const char *unit)
{
	static const char letters[] = "kmgt";
	const bool is_kib = strcmp(unit, "KiB") == 0, is_bytes = strcmp(unit, "bytes") == 0;
	const double byte = is_kib ? 1.0 / 1024 : 1;

	if (!is_kib && !is_bytes)
		return *word == '\0' || strcasecmp(word, unit) == 0 ? 1 : 0;
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

/* The answer without blanks and thousands' commas. False: it is too long. */
static bool squeeze(const char *answer, char *out, size_t room)
{
	size_t n = 0;

	for (; *answer; answer++) {
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

void predict_observe(struct guess *guess, const struct ledger *l)
{
	const struct ledger_row *row = ledger_find(l, guess->role, guess->column);

	guess->observed = row ? row->delta : unknown;
}

const char *predict_show(const struct guess *guess, struct value value, char *out, size_t room)
{
	const char *unit = guess->unit;
	char number[40];

	out[0] = '\0';
	if (!value.known)
		return out;
	if (strcmp(unit, "bytes") == 0 && value.n % 1024 == 0) {
		value.n /= 1024;
		unit = "KiB";
	}
	if (strcmp(unit, "KiB") == 0) {
		const bool is_mib = value.n && value.n % 1024 == 0;

		value.n /= is_mib ? 1024 : 1;
		unit = is_mib ? "MiB" : "kB";
	}
	snprintf(out, room, "%s%s%s", count_show(value.n, false, number, sizeof(number)),
		 *unit && value.n ? " " : "", value.n ? unit : "");
	return out;
}

static const char *ratio_show(double ratio, char *out, size_t room)
{
	if (ratio < 10)
		snprintf(out, room, "%.2g", ratio);
	else
		count_show((int64_t)(ratio + 0.5), false, out, room);
	return out;
}

/* A measure without a unit may be a yes or no, or a signal's number: twice that is nothing. */
static bool is_code(const struct guess *guess)
{
	return strncmp(guess->column, "m:", 2) == 0 && !guess->unit[0];
}

const char *predict_remark(const struct guess *guess, char *out, size_t room)
{
	const double believed = (double)guess->guess.n, seen = (double)guess->observed.n;
	char ratio[40];

	out[0] = '\0';
	if (!guess->guess.known)
		return out;
	if (!guess->observed.known)
		snprintf(out, room, "%s", _("not available here"));
	else if (fabs(believed - seen) <= fabs(seen) / 20)
		snprintf(out, room, "%s", _("as guessed"));
	else if (is_code(guess))
		snprintf(out, room, "%s", _("not as guessed"));
	else if (guess->observed.n == 0)
		snprintf(out, room, "%s", _("it did not move"));
	else if (guess->guess.n == 0)
		snprintf(out, room, "%s", _("it did move"));
	else if ((believed < 0) != (seen < 0))
		snprintf(out, room, "%s", _("the other way"));
	else if (fabs(seen) > fabs(believed))
		snprintf(out, room, _("%s x the guess"),
			 ratio_show(seen / believed, ratio, sizeof(ratio)));
	else
		snprintf(out, room, _("1/%s of the guess"),
			 ratio_show(believed / seen, ratio, sizeof(ratio)));
	return out;
}
