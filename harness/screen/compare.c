/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "screen/compare.h"
#include "util/line.h"
#include "util/size.h"
#include "util/utf8.h"

enum { NUMBER = 32, CELL = 26 };

/* In 38 columns, cut where it is longer. */
static void print_cell(FILE *out, const char *blanks, const char *text)
{
	char cell[39];

	snprintf(cell, sizeof(cell), "%s", *text ? text : "?");
	utf8_clean(cell);
	fprintf(out, "%s%s%*s", blanks, cell, utf8_gap(cell, 38), "");
}

static void print_text(FILE *out, const char *name, const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return;
	fprintf(out, "   %s%*s", name, utf8_gap(name, 15), "");
	print_cell(out, " ", a);
	print_cell(out, "  ", b);
	fputc('\n', out);
}

/* Unknown, or the run has no such thing: "", which is shown as "?". */
static const char *size_text(struct value bytes, char out[NUMBER])
{
	return bytes.known ? size_show(bytes.n, out, NUMBER) : "";
}

static void print_bytes(FILE *out, const char *name, struct value a, struct value b)
{
	char left[NUMBER], right[NUMBER];

	print_text(out, name, size_text(a, left), size_text(b, right));
}

static const char *huge_pages(const struct recorded *r)
{
	return r->thp_off ? _("off for the lab") : r->thp;
}

/* What the machines, or what was asked of them, differ in; it is where to look for a reason. */
static void print_heads(FILE *out, const struct recorded *a, const struct recorded *b)
{
	fprintf(out, _("%s: two runs side by side\n"), a->lab);
	fprintf(out, "   %-15s %-38s  %-38s\n", "", "A", "B");
	print_text(out, _("run"), a->id, b->id);
	print_text(out, _("host"), a->host, b->host);
	print_text(out, _("student"), a->seed, b->seed);
	print_text(out, _("kernel"), a->kernel, b->kernel);
	print_text(out, _("machine"), a->machine, b->machine);
	print_text(out, _("processor"), a->cpu, b->cpu);
	print_text(out, _("huge pages"), huge_pages(a), huge_pages(b));
	print_text(out, _("group made by"), a->cap_how, b->cap_how);
	print_text(out, _("virtual machine"), a->is_guest ? _("yes") : _("no"),
		   b->is_guest ? _("yes") : _("no"));
	print_bytes(out, _("page size"), a->page_bytes, b->page_bytes);
	print_bytes(out, _("size"), a->size_bytes, b->size_bytes);
	print_bytes(out, _("limit"), a->limit_bytes, b->limit_bytes);
	print_text(out, _("outcome"), _(a->outcome), _(b->outcome));
}

static const struct recorded_step *step_named(const struct recorded *r, const char *name)
{
	for (size_t i = 0; i < r->steps; i++)
		if (r->step[i].seq > 0 && strcmp(r->step[i].name, name) == 0)
			return &r->step[i];
	return NULL;
}

/* B's change over A's, where a ratio says something. */
static void print_ratio(FILE *out, const struct ledger_row *a, const struct ledger_row *b)
{
	if (!a || !b || !a->delta.known || !b->delta.known)
		fprintf(out, " %9s", "");
	else if (a->delta.n == b->delta.n)
		fprintf(out, " %*s%s", utf8_gap(_("same"), 9), "", _("same"));
	else if (a->delta.n == 0 || (a->delta.n < 0) != (b->delta.n < 0))
		fprintf(out, " %*s%s", utf8_gap(_("differs"), 9), "", _("differs"));
	else
		fprintf(out, " %8.4gx", (double)b->delta.n / (double)a->delta.n);
}

static void print_change(FILE *out, const struct ledger_row *row)
{
	struct shown_row shown;

	if (!row) {
		fprintf(out, " %16s %s%*s", "", _("not there"), utf8_gap(_("not there"), 12), "");
		return;
	}
	row_show(row, &shown);
	const char *verdict = row->verdict == VERDICT_DEVIATES && row->cause
				      ? _("explained")
				      : _(verdict_text[row->verdict]);
	fprintf(out, " %16s %s%*s", shown.delta, verdict, utf8_gap(verdict, 12), "");
}

static void print_row(FILE *out, const struct ledger_row *a, const struct ledger_row *b)
{
	const struct ledger_row *row = a ? a : b;
	char name[2 * WIRE_NAME];

	line_set(name, sizeof(name), "%s%s%s", strcmp(row->role, "lab") ? row->role : "",
		 strcmp(row->role, "lab") ? " " : "", column_show(row->column));
	const char *shown = line_part(name, CELL);

	fprintf(out, "   %s%*s", shown, utf8_gap(shown, CELL), "");
	print_change(out, a);
	print_change(out, b);
	print_ratio(out, a, b);
	fprintf(out, "\n");
}

/* Rows of the one step, each with its like in the other; only: those that the other has not. */
static void print_rows(FILE *out, const struct ledger *rows, const struct ledger *others, bool only)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct ledger_row *row = &rows->row[i];
		const struct ledger_row *other =
			others ? ledger_find(others, row->role, row->column) : NULL;

		if (only && !other && row_is_telling(row))
			print_row(out, NULL, row);
		else if (!only && (row_is_telling(row) || (other && row_is_telling(other))))
			print_row(out, row, other);
	}
}

static void print_title(FILE *out, const char *name)
{
	fprintf(out, "\n%-29s %16s %-12s %16s %-12s %9s\n", name, "A", "", "B", "", "B / A");
}

void compare_print(FILE *out, const struct recorded *a, const struct recorded *b)
{
	print_heads(out, a, b);
	for (size_t i = 0; i < a->steps; i++) {
		const struct recorded_step *step = &a->step[i];
		const struct recorded_step *other = step_named(b, step->name);

		if (step->seq == 0)
			continue;
		print_title(out, step->name);
		print_rows(out, &step->ledger, other ? &other->ledger : NULL, false);
		if (other)
			print_rows(out, &other->ledger, &step->ledger, true);
	}
	for (size_t i = 0; i < b->steps; i++)
		if (b->step[i].seq > 0 && !step_named(a, b->step[i].name)) {
			print_title(out, b->step[i].name);
			fprintf(out, _("   only B has this step\n"));
			print_rows(out, &b->step[i].ledger, NULL, true);
		}
}
