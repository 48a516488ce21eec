/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "table.h"

static const char line[] = "%-44s %11s %11s %9s  %-10s %s\n";

void table_begin(void)
{
	printf("%-44s %11s %11s %9s  %s\n", "what", "ours", "reference", "ratio", "bound");
}

static void show(double x, enum unit unit, char out[SHOWN])
{
	static const char *const how[] = {
		[UNIT_TIMES] = "%.2fx", [UNIT_PERCENT] = "%.1f%%", [UNIT_POINTS] = "%.1f pt",
		[UNIT_MS] = "%.2f ms",	[UNIT_COUNT] = "%.0f",
	};

	snprintf(out, SHOWN, unit == UNIT_TIMES && x >= 100 ? "%.0fx" : how[unit], x);
}

void table_row(struct table *t, const char *what, const char *ours, const char *reference,
	       double measured, struct bound bound)
{
	/* Written so that NaN does not hold. */
	const bool holds =
		bound.side == AT_MOST ? measured <= bound.limit : measured >= bound.limit;
	/* A count is of all steps, however few the rounds of what is timed. */
	const bool judged = !t->few || bound.unit == UNIT_COUNT;
	char ratio[SHOWN], limit[SHOWN], text[SHOWN + 4];

	show(measured, bound.unit, ratio);
	show(bound.limit, bound.unit, limit);
	snprintf(text, sizeof(text), "%s %s", bound.side == AT_MOST ? "<=" : ">=", limit);
	printf(line, what, ours, reference, ratio, text,
	       !judged ? "not judged"
	       : holds ? "holds"
		       : "DIFFERS");
	fflush(stdout);
	t->unjudged += !judged;
	t->hold += holds && judged;
	t->differ += !holds && judged;
}

void table_skip(struct table *t, const char *what, const char *why)
{
	printf("%-44s skipped: %.46s\n", what, why);
	fflush(stdout);
	t->skipped++;
}

void table_fail(struct table *t, const char *what, const char *why)
{
	printf("%-44s FAILED: %.47s\n", what, why);
	fflush(stdout);
	t->differ++;
}

bool table_end(const struct table *t)
{
	printf("%zu hold, %zu differ, %zu skipped", t->hold, t->differ, t->skipped);
	if (t->few)
		printf(", %zu not judged: too few rounds", t->unjudged);
	putchar('\n');
	return t->differ == 0 && t->hold + t->unjudged > 0;
}

char *show_ns(double ns, char out[SHOWN])
{
	static const struct {
		double from, in;
		const char *how;
	} units[] = {{1e9, 1e9, "%.2f s"},
		     {1e7, 1e6, "%.1f ms"},
		     {1e6, 1e6, "%.2f ms"},
		     {1e3, 1e3, "%.1f us"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ns >= units[i].from) {
			snprintf(out, SHOWN, units[i].how, ns / units[i].in);
			return out;
		}
	snprintf(out, SHOWN, "%.0f ns", ns);
	return out;
}
