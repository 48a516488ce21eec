/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "i18n/intl.h"
#include "model/predict.h"
#include "util/size.h"

const char *predict_role(const char *column)
{
	const int metric = metric_find(column);
	const enum scope scope = metric < 0 ? SCOPE_PROCESS : metric_scope(&metrics[metric]);

	return scope == SCOPE_GROUP ? "group" : scope == SCOPE_SYSTEM ? "system" : "lab";
}

/* A measure's name has its unit, as a column's has; of others the question tells it. */
static const char *measure_unit(const char *name)
{
	static const struct {
		const char *end, *unit;
	} units[] = {{"_kib", "KiB"}, {"_kib_per_s", "KiB"}, {"_bytes", "bytes"},
		     {"_ms", "ms"},   {"_us", "us"},	     {"_ns", "ns"}};
	const size_t len = strlen(name);

	if (strncmp(name, "m:ns_per_", strlen("m:ns_per_")) == 0)
		return "ns";
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

void predict_measured(struct guess *guess, const char *unit)
{
	static const char *const codes[] = {"number", "value", "code"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		guess->is_code |= strcmp(unit, codes[i]) == 0;
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

/* A measure is what it is, and not what moved; 0 and 1 may be no and yes. */
static const char *remark_of_none(const struct guess *guess)
{
	if (strncmp(guess->column, "m:", 2) == 0)
		return _("not as guessed");
	return guess->observed.n == 0 ? _("it did not move") : _("it did move");
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
	else if (guess->is_code && guess->guess.n != guess->observed.n)
		snprintf(out, room, "%s", _("not as guessed"));
	else if (fabs(believed - seen) <= fabs(seen) / 20)
		snprintf(out, room, "%s", _("as guessed"));
	else if (guess->guess.n == 0 || guess->observed.n == 0)
		snprintf(out, room, "%s", remark_of_none(guess));
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
