/* SPDX-License-Identifier: MIT */
/* What the samples of a growing step foretold, and what came of it: see forecast.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "screen/screen_oom.h"
#include "util/line.h"
#include "util/size.h"
#include "util/utf8.h"

enum { FIGURE = 32 };

static double measured_here(const struct session *session, const char *name)
{
	for (size_t i = 0; i < session->measured.count; i++)
		if (strcmp(session->measured.m[i].name, name) == 0)
			return session->measured.m[i].value;
	return 0;
}

/* One line, if the lab expects something of the column. */
static __attribute__((format(printf, 4, 5))) void print_forecast(const struct session *session,
								 const char *label,
								 const char *column,
								 const char *text, ...)
{
	const struct ledger_row *row = ledger_find(&session->ledger, "lab", column);
	char line[160];
	va_list args;

	if (!row || row->verdict == VERDICT_NONE)
		return;
	snprintf(line, sizeof(line), "%s", _("not measured: too few samples"));
	va_start(args, text);
	if (row->delta.known)
		line_vset(line, sizeof(line), text, args);
	va_end(args);
	printf("   %s%*s %s%*s %s\n", label, utf8_gap(label, 15), "", line, utf8_gap(line, 60), "",
	       verdict_show(row, row->delta.n == row->expected));
}

void screen_forecasts(const struct session *session)
{
	const struct ledger_row *slope = ledger_find(&session->ledger, "lab", "m:slope_kib_per_s");
	const double off = measured_here(session, "death_error_permille") / 10;
	char grew[FIGURE], theory[2 * FIGURE], told[FIGURE], came[FIGURE];

	if (!slope || slope->verdict == VERDICT_NONE)
		return;
	theory_show(slope->relation, slope->expected, slope->slack, "", theory, sizeof(theory));
	count_show((int64_t)measured_here(session, "predicted_death_ms"), false, told, sizeof(told));
	count_show((int64_t)measured_here(session, "observed_death_ms"), false, came, sizeof(came));
	printf(_("\nFORECAST\n"));
	print_forecast(session, _("slope"), "m:slope_kib_per_s",
		       _("it grew by %s kB a second, theory %s"),
		       count_show(slope->delta.n, false, grew, sizeof(grew)), theory);
	print_forecast(session, _("how straight"), "m:r2_permille",
		       _("R2 = %.6f (1: every sample on one line)"),
		       measured_here(session, "r2_permille") / 1000);
	print_forecast(session, _("death"), "m:death_error_permille",
		       off < 0 ? _("predicted half-way %s ms, came at %s ms (%.1f %% later)")
			       : _("predicted half-way %s ms, came at %s ms (%.1f %% sooner)"),
		       told, came, off < 0 ? -off : off);
	print_forecast(session, _("given back"), "m:left_anon_kib",
		       _("%.0f kB of the dead program are left in the room"),
		       measured_here(session, "left_anon_kib"));
}
