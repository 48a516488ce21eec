/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "util/size.h"

/* The kernel counts a group in bytes, but charges it in pages: shown in kB, as all the rest. */
static bool is_in_kib(const struct ledger_row *row)
{
	const int64_t bits =
		row->before.n | row->after.n | row->delta.n | row->expected | row->slack;

	return row->metric >= 0 && strcmp(metric_unit(&metrics[row->metric]), "bytes") == 0 &&
	       bits % 1024 == 0;
}

static void scale_to_kib(struct ledger_row *row)
{
	row->before.n /= 1024;
	row->after.n /= 1024;
	row->delta.n /= 1024;
	row->expected /= 1024;
	row->slack /= 1024;
}

static const char *unit_of(const struct ledger_row *row)
{
	if (row->metric < 0)
		return "";
	const char *unit = is_in_kib(row) ? "KiB" : metric_unit(&metrics[row->metric]);
	return strcmp(unit, "KiB") == 0 ? " kB" : strcmp(unit, "bytes") == 0 ? " B" : "";
}

static void cell(struct value value, const char *unit, bool plus, char *out, size_t room)
{
	char number[40];

	if (!value.known)
		snprintf(out, room, "?");
	else
		snprintf(out, room, "%s%s", count_show(value.n, plus, number, sizeof(number)),
			 value.n == 0 && plus ? "" : unit);
}

/* What was meant as one number and came out as it: worth a word where it is thousands. */
static bool is_exact(const struct ledger_row *row)
{
	return row->relation == RELATION_EQUAL && row->slack == 0 && row->expected &&
	       strcmp(row->column, "minflt_total") == 0;
}

const char *verdict_show(const struct ledger_row *row, bool exact)
{
	if (row->verdict == VERDICT_DEVIATES)
		return row->cause ? _("differs: why?") : _("DIFFERS");
	if (row->verdict == VERDICT_UNKNOWN)
		return row->cause ? _("cannot be told here") : _("not available here");
	if (row->verdict != VERDICT_HOLDS)
		return "";
	return exact ? _("holds, exact") : _("holds");
}

const char *role_show(const char *role)
{
	static const char *const ours[] = {N_("group"), N_("system")};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(role, ours[i]) == 0)
			return _(ours[i]);
	return role;
}

/* The plain word, or whose row it is. */
static const char *row_word(const struct ledger_row *row)
{
	if (strcmp(row->role, "lab") != 0)
		return role_show(row->role);
	if (row->metric < 0)
		return _("measured");
	return metrics[row->metric].word ? _(metrics[row->metric].word) : "";
}

const char *column_show(const char *column)
{
	return strncmp(column, "m:", 2) == 0 ? column + 2 : column;
}

/* As theory_show, in the language of the screen. */
static void say_theory(const struct ledger_row *row, const char *unit, char *out, size_t room)
{
	char number[40];

	if (row->relation == RELATION_EQUAL) {
		theory_show(row->relation, row->expected, row->slack, unit, out, room);
		return;
	}
	count_show(row->expected, false, number, sizeof(number));
	snprintf(out, room,
		 row->relation == RELATION_AT_MOST ? _("at most %s%s") : _("at least %s%s"), number,
		 unit);
}

void row_show(const struct ledger_row *counted, struct shown_row *out)
{
	struct ledger_row scaled = *counted, *row = &scaled;
	const char *unit = unit_of(counted);

	if (is_in_kib(counted))
		scale_to_kib(row);
	out->word = row_word(counted);
	out->name = row->metric >= 0 ? metrics[row->metric].shown : column_show(counted->column);
	out->verdict = verdict_show(counted, is_exact(counted));
	out->theory[0] = '\0';
	cell(row->before, unit, false, out->before, sizeof(out->before));
	cell(row->after, unit, false, out->after, sizeof(out->after));
	cell(row->delta, unit, true, out->delta, sizeof(out->delta));
	if (row->is_address && row->delta.known)
		snprintf(out->delta, sizeof(out->delta), "%#llx", (long long)row->delta.n);
	if (row->is_address && row->relation == RELATION_EQUAL && row->slack == 0)
		snprintf(out->theory, sizeof(out->theory), "%#llx", (long long)row->expected);
	else if (row->relation != RELATION_NONE)
		say_theory(row, row->expected ? unit : "", out->theory, sizeof(out->theory));
}

const char *measure_show(double value, char *out, size_t room)
{
	const struct value whole = measure_rounded(value);

	if (fabs(value) < 100 || !whole.known)
		snprintf(out, room, "%.3g", value);
	else
		count_show(whole.n, false, out, room);
	return out;
}

/* Not expected, yet worth a row: it would explain the rest. */
bool row_is_alarm(const struct ledger_row *row)
{
	return row->verdict == VERDICT_NONE && row->metric >= 0 &&
	       (metrics[row->metric].flags & METRIC_ALARM) && row->delta.known && row->delta.n != 0;
}

bool row_is_telling(const struct ledger_row *row)
{
	return row->verdict != VERDICT_NONE || row_is_alarm(row);
}
