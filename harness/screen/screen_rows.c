/* SPDX-License-Identifier: MIT */
/* The rows of one step: what was expected first, then what would explain the rest. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/cause.h"
#include "model/row_show.h"
#include "screen/screen_internal.h"
#include "util/utf8.h"

enum { ROWS_WIDTH = 100 };

static const char *verdict_color(const struct ledger_row *row)
{
	if (row->verdict == VERDICT_HOLDS)
		return PAINT_GREEN;
	return row->verdict == VERDICT_DEVIATES && !row->cause ? PAINT_RED : PAINT_YELLOW;
}

/* Takes up to so many columns from the blanks, the last first; one stays everywhere. The rest. */
static int squeeze(int *blanks, size_t count, int columns)
{
	while (count-- > 0 && columns > 0) {
		const int take = columns < blanks[count] ? columns : blanks[count] - 1;

		blanks[count] -= take;
		columns -= take;
	}
	return columns;
}

/* Where columns are wanted the unit is left out: it stands behind the change too. */
static int drop_unit(char *cell, int columns)
{
	char *unit = columns > 0 ? strchr(cell, ' ') : NULL;

	if (!unit)
		return columns;
	columns -= (int)strlen(unit);
	*unit = '\0';
	return columns;
}

/*
 * A long name takes the blanks behind it, so that the numbers stand below the others. A row too
 * wide for the screen stands closer.
 */
static void print_shown_row(const struct session *session, const struct ledger_row *row)
{
	enum { BEFORE, AFTER, CHANGE, THEORY, VERDICT, CELLS };
	static const int wide[CELLS] = {13, 13, 14, 14, 0};
	const int name_wide = row->metric >= 0 ? 11 : 39; /* a measure has no before and after */
	const size_t first = row->metric >= 0 ? BEFORE : CHANGE;
	const size_t end = row->relation == RELATION_NONE ? THEORY : CELLS;
	struct shown_row shown;
	int blanks[CELLS];

	row_show(row, &shown);
	const char *const cells[CELLS] = {shown.before, shown.after, shown.delta, shown.theory,
					  shown.verdict};
	const int too_long = utf8_width(shown.name) - name_wide;
	int over = 16 + name_wide + (too_long > 0 ? too_long : 0) - ROWS_WIDTH;
	for (size_t i = first; i < end; i++) {
		blanks[i] = (i == VERDICT ? 3 : 1) + utf8_gap(cells[i], wide[i]);
		over += blanks[i] + utf8_width(cells[i]);
	}
	if (too_long > 0)
		over += squeeze(blanks + first, 1, too_long) - too_long;
	over = squeeze(blanks + first, end - first, over);
	int after_word = 1 + utf8_gap(shown.word, 12);
	over = squeeze(&after_word, 1, over);
	over = drop_unit(shown.before, over);
	drop_unit(shown.after, over);
	printf("   %s%*s%-*s", shown.word, after_word, "", name_wide, shown.name);
	for (size_t i = first; i < end; i++)
		printf("%*s%s%s%s", blanks[i], "",
		       i == VERDICT ? screen_paint(session, verdict_color(row)) : "", cells[i],
		       i == VERDICT ? screen_paint(session, PAINT_PLAIN) : "");
	printf("\n");
}

/* A number that the lab measured and expects nothing of. */
static void print_measure(const struct session *session, const struct message *m)
{
	char column[WIRE_NAME + 2], number[32];

	snprintf(column, sizeof(column), "m:%s", m->name);
	const struct ledger_row *row = ledger_find(&session->ledger, "lab", column);
	if (m->has_x || m->hidden || (row && row->verdict != VERDICT_NONE))
		return;
	if (strcmp(m->other, "address") == 0)
		snprintf(number, sizeof(number), "%#llx", (long long)m->value);
	else
		measure_show(m->value, number, sizeof(number));
	const char *measured = _("measured");
	printf("   %s%*s %-38s %15s %s\n", measured, utf8_gap(measured, 12), "", m->name, number,
	       m->other);
}

/* The lines that the course text shows, in its order, and the buffer as pmap shows it. */
static void print_details(const struct session *session)
{
	static const char *const lines[] = {
		"vm_peak_kib", "vm_size_kib", "vm_lck_kib",  "vm_pin_kib",
		"vm_hwm_kib",  "vm_rss_kib",  "vm_data_kib", "vm_stk_kib",
		"vm_exe_kib",  "vm_lib_kib",  "vm_pte_kib",  "vm_swap_kib",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const struct ledger_row *row = ledger_find(&session->ledger, "lab", lines[i]);

		if (row && row->verdict == VERDICT_NONE)
			print_shown_row(session, row);
	}
	if (session->mapping[0])
		printf(_("   pmap         the buffer is in a mapping of %s [ anon ]\n"),
		       session->mapping);
}

/* Expected rows in the lab's order, then the alarms. */
static void print_shown_rows(const struct session *session)
{
	for (size_t i = 0; i < session->expected.count; i++) {
		const struct message *e = &session->expected.m[i];
		const struct ledger_row *row = ledger_find(&session->ledger, e->role, e->name);

		if (row)
			print_shown_row(session, row);
	}
	for (size_t i = 0; i < session->ledger.count; i++)
		if (row_is_alarm(&session->ledger.row[i]))
			print_shown_row(session, &session->ledger.row[i]);
	for (size_t i = 0; i < session->measured.count; i++)
		print_measure(session, &session->measured.m[i]);
	screen_curves(session);
}

static void print_shown_others(const struct session *session)
{
	size_t moved = 0, still = 0;

	for (size_t i = 0; i < session->ledger.count; i++) {
		const struct ledger_row *row = &session->ledger.row[i];

		if (row->verdict != VERDICT_NONE || row_is_alarm(row) || row->metric < 0 ||
		    strcmp(row->role, "lab") != 0 || !(metrics[row->metric].flags & METRIC_OWN))
			continue;
		moved += row->delta.known && row->delta.n != 0;
		still += row->delta.known && row->delta.n == 0;
	}
	if (moved)
		printf(n_("   (%zu other counter moved with these, %zu did not move: steps.csv)\n",
			  "   (%zu other counters moved with these, %zu did not move: steps.csv)\n",
			  moved),
		       moved, still);
	else
		printf(_("   (%zu other counters did not move: steps.csv)\n"), still);
}

/* What is proven, what makes a verdict unknown, and what is likely and excuses nothing. */
static void print_causes(const struct session *session)
{
	const struct cause *said = NULL;

	for (size_t i = 0; i < session->ledger.count; i++) {
		const struct ledger_row *row = &session->ledger.row[i];
		const struct cause *likely = cause_likely(&session->ledger, row);
		const struct cause *cause = row->cause ? row->cause : likely;

		if (!cause || cause == said)
			continue;
		said = cause;
		printf(likely				  ? _("   perhaps: %s\n")
		       : row->verdict == VERDICT_DEVIATES ? _("   why = explained: %s\n")
							  : _("   why = unknown: %s\n"),
		       _(said->sentence));
	}
}

static void print_shown_heads(void)
{
	const char *const heads[] = {_("before"), _("after"), _("change"), _("theory")};
	static const int wide[] = {41, 14, 15, 15};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		printf("%*s%s", utf8_gap(heads[i], wide[i]), "", heads[i]);
	printf("   %s\n", _("verdict"));
}

void screen_rows(const struct session *session)
{
	if (session->expected.count)
		print_shown_heads();
	print_shown_rows(session);
	if (session->options->verbose)
		print_details(session);
	print_shown_others(session);
	print_causes(session);
}
