/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "model/row_show.h"
#include "screen/screen_oom.h"
#include "util/size.h"
#include "util/utf8.h"

enum { OOM_WIDTH = 100, PAGES_END = 93, PAGES = 11 };
enum { OOM_BAR = 60, OOM_LINES = 7, OOM_NUMBER = 32, LOG = 78, PART = 34, KIB = 12 };

/* Who gave the room, and as whom the lab runs in it; recordings of older pagelabs do not tell. */
static void print_who(const struct session *session)
{
	static const struct {
		const char *where, *words;
	} ways[] = {
		{"root", N_("made as root")},	   {"delegated", N_("delegated")},
		{"systemd", N_("by systemd")},	   {"sudo", N_("by sudo")},
		{"handed", N_("by root, for you")},
	};
	const char *way = "?";

	if (!session->uid.known || !session->group.where)
		return;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(session->group.where, ways[i].where) == 0)
			way = _(ways[i].words);
	if (session->uid.n == 0)
		printf(_(" | room: %s | the lab runs as root"), way);
	else
		printf(_(" | room: %s | the lab runs as uid %lld"), way, (long long)session->uid.n);
}

void screen_room(const struct session *session)
{
	char room[OOM_NUMBER], pages[OOM_NUMBER], page[OOM_NUMBER], bytes[OOM_NUMBER];
	const int64_t limit = session->group.limit_bytes.n;

	printf(session->group.swaps
		       ? _("A room of %s = %s pages of %s, and swap | cgroup v%d, made by %s\n")
		       : _("A room of %s = %s pages of %s, no swap | cgroup v%d, made by %s\n"),
	       size_show(limit, room, sizeof(room)),
	       count_show(limit / session->env.page_size, false, pages, sizeof(pages)),
	       size_show(session->env.page_size, page, sizeof(page)), session->group.version,
	       strcmp(session->group.how, "raw") == 0 ? _("its files") : session->group.how);
	printf(_("limit read back: %s bytes"), count_show(limit, false, bytes, sizeof(bytes)));
	print_who(session);
	puts("");
	printf(_(
		"SAFE    Only this room can run out. The rest of the machine, and the harness, are "
		"outside "
		"it.\n"));
	if (session->group.has_oomd)
		printf(_("NOTE    systemd-oomd kills in %.50s: it may come before the kernel, and for "
			 "others.\n"),
		       session->group.oomd_unit);
}

/* The column in which the pages touched end: the last row has its word behind them. */
static int pages_end(void)
{
	const int wide = utf8_width(_(" KILLED")) - (OOM_WIDTH - PAGES_END);

	return wide > 0 ? PAGES_END - wide : PAGES_END;
}

static void print_bar(const struct session *session, const struct curve_point *p, int64_t start_ns,
		      int64_t touched, bool last)
{
	const int64_t limit = session->group.limit_bytes.n, used = p->sample.cg_current_bytes.n;
	int64_t percent = (used * 100 + limit / 2) / limit;
	const int64_t bar = used * OOM_BAR / limit, cache = p->sample.cg_file_bytes.n * OOM_BAR / limit;
	const int full = bar > OOM_BAR ? OOM_BAR : bar < 0 ? 0 : (int)bar;
	char pages[OOM_NUMBER], marks[OOM_BAR];

	for (int i = 0; i < OOM_BAR; i++)
		marks[i] = i < full - cache ? '#' : '.';
	printf("   %6lld ms |%.*s%*s%c %3lld %% %*s%s\n",
	       (long long)((p->elapsed_ns - start_ns) / 1000000), full, marks, OOM_BAR - full, "",
	       last ? 'X' : '|', (long long)percent, PAGES - (PAGES_END - pages_end()),
	       count_show(touched, false, pages, sizeof(pages)), last ? _(" KILLED") : "");
}

/* The page cache of the room when the step began. */
static struct value cache_before(const struct session *session)
{
	const struct view *group = shot_find(&session->before, "group", 0);

	return group ? group->values[metric_find("cg_file_bytes")] : unknown;
}

/* A head with what ends in the column end at its right. */
static void print_head(const char *left, const char *right, int end)
{
	const int gap = end - utf8_width(left) - utf8_width(right);

	printf("%s%*s%s", left, gap > 1 ? gap : 1, "", right);
}

/* As many lines as fit, at equal distances in time, up to the last growth. */
static void print_oom_curve(const struct session *session)
{
	const struct autopsy *a = &session->autopsy;
	const struct view *start = shot_find(&session->start, "lab", 0);
	const int64_t from = session->before.elapsed_ns, to = a->last_growth_ns.n;
	char head[150];
	size_t at = 0;

	if (!a->count || !start || !a->curve[0].sample.cg_current_bytes.known)
		return;
	const char *cache = cache_before(session).n * OOM_BAR > session->group.limit_bytes.n
				    ? _(" (. = page cache)")
				    : "";
	snprintf(head, sizeof(head), "%s%s", _("        time   in room, of the limit"), cache);
	print_head(head, _("pages touched"), pages_end());
	printf("\n");
	for (int line = 1; line <= OOM_LINES; line++) {
		const int64_t when = from + (to - from) / OOM_LINES * line;

		while (at + 1 < a->count && a->curve[at].elapsed_ns < when)
			at++;
		const bool last = line == OOM_LINES;
		const struct curve_point *p = &a->curve[last ? a->count - 1 : at];
		const int64_t touched =
			p->sample.minflt.n - start->values[metric_find("minflt_total")].n;
		print_bar(session, p, from, last ? a->touched_at_death.n : touched, last);
	}
}

/* "" where the lab has no such row. */
static const char *words(const struct session *session, const char *role, const char *column)
{
	const struct ledger_row *row = ledger_find(&session->ledger, role, column);

	return row ? verdict_show(row, row->delta.n == row->expected) : "";
}

static void print_part(const struct session *session, const char *what, struct value pages,
		       const char *verdict)
{
	char n[OOM_NUMBER], kib[OOM_NUMBER];

	if (!pages.known) {
		printf("                   %s%*s %*s%s\n", what, utf8_gap(what, PART), "",
		       utf8_gap(_("not known"), KIB), "", _("not known"));
		return;
	}
	printf("                   %s%*s %*s %*s%s%s\n", what, utf8_gap(what, PART), "", KIB,
	       count_show(pages.n, false, n, sizeof(n)), KIB,
	       count_show(pages.n * session->env.page_size / 1024, false, kib, sizeof(kib)),
	       *verdict ? "   " : "", verdict);
}

static void print_payout(const struct session *session)
{
	const struct autopsy *a = &session->autopsy;
	char room[OOM_NUMBER], head[100];

	snprintf(head, sizeof(head), _("   where the %s went"),
		 size_show(session->group.limit_bytes.n, room, sizeof(room)));
	print_head(head, _("pages"), 19 + PART + 1 + KIB);
	printf(" %*s\n", KIB, "kB");
	print_part(session, _("pages that the program touched"), a->touched, "");
	print_part(session, _("its start-up pages (stack, libc)"), a->startup, "");
	print_part(session, _("kernel memory (page tables, stack)"), a->kernel, "");
	print_part(session, _("file pages"), a->file, "");
	print_part(session, _("= in all"), a->accounted,
		   words(session, "lab", "m:accounted_pages"));
	print_part(session, _("the limit"), a->limit, "");
	const struct ledger_row *row = ledger_find(&session->ledger, "lab", "m:accounted_pages");
	if (row && row->cause)
		printf(_("   why = explained: %s\n"), _(row->cause->sentence));
}

/* The page cache, if the lab expects something of it: what was given up before anybody died. */
static void print_given_up(const struct session *session)
{
	const struct ledger_row *row = ledger_find(&session->ledger, "lab", "m:file_in_cache_kib");
	const struct value before = cache_before(session);
	char first[OOM_NUMBER], last[OOM_NUMBER];

	if (!row || row->verdict == VERDICT_NONE || !row->delta.known || !before.known)
		return;
	printf(_("   page cache      %s when the step began, %s at the last look before the end   "
		 "%s\n"),
	       size_show(before.n, first, sizeof(first)),
	       size_show(row->delta.n * 1024, last, sizeof(last)),
	       words(session, "lab", "m:file_in_cache_kib"));
}

/* From the group's OOM event on, or where the kernel does not tell of it, from the last growth. */
static void print_clock(const struct autopsy *a)
{
	const struct value from = a->oom_event_ns.known ? a->oom_event_ns : a->last_growth_ns;

	if (!from.known)
		return;
	printf(_("   clock           %s"),
	       a->oom_event_ns.known ? _("the room's OOM event") : _("last growth"));
	if (a->gone_ns.known && a->gone_ns.n > from.n)
		printf(_(", %.1f ms later memory gone"), (double)(a->gone_ns.n - from.n) / 1e6);
	printf(_(", %.1f ms later reaped\n"), (double)(a->reaped_ns.n - from.n) / 1e6);
}

void screen_log(const struct autopsy *a)
{
	char label[WIRE_NAME + 24];
	int len = (int)strlen(a->log);

	if (!len)
		return;
	if (strcmp(a->log_role, "lab") != 0)
		snprintf(label, sizeof(label), _("log: %s"), a->log_role);
	else
		snprintf(label, sizeof(label), "%s", _("kernel log"));
	/* The second line begins with a word. */
	if (len > LOG)
		for (len = LOG; len > 1 && a->log[len - 1] != ' ';)
			len--;
	const int shown = len && a->log[len - 1] == ' ' ? len - 1 : len;
	printf("   %s%*s %.*s\n", label, utf8_gap(label, 15), "", shown, a->log);
	if (a->log[len])
		printf("%19s%.*s\n", "", LOG, a->log + len);
}

static void print_log(const struct session *session)
{
	const struct autopsy *a = &session->autopsy;

	screen_log(a);
	if (a->log[0])
		return;
	if (session->recording)
		printf(_("   kernel log      none recorded: not readable there, or no line about "
			 "it\n"));
	else if (a->log_error)
		printf(_("   kernel log      not readable for you: %s (dmesg_restrict, or a "
			 "container)\n"),
		       intl_error(a->log_error));
	else
		printf(_("   kernel log      readable, but it has no line about this process\n"));
}

/* What was found, and what may be said of it. */
static void print_beside(const char *label, const char *found, const char *remark)
{
	printf("   %s%*s %s%*s %s\n", label, utf8_gap(label, 15), "", found, utf8_gap(found, 31),
	       "", remark);
}

static void print_kills(const struct session *session)
{
	/* That the counter moved does not tell whose limit was hit: kill_proof.h. */
	static const char *const verdicts[] = {
		[KILL_NONE] = N_("the counter did not move: somebody else killed it"),
		[KILL_PROVEN] = N_("both together: killed by the OOM killer of this room"),
		[KILL_LIKELY] = N_("an OOM killer, likely of this room: what proves it is not known"),
		[KILL_OUTSIDE] = N_("an OOM killer, but for a limit outside of this room"),
	};
	const int64_t kills = session->autopsy.oom_kills.n;
	const char *verdict = _(verdicts[session->kill]);
	char counter[100];

	snprintf(counter, sizeof(counter), _("oom_kill counter %+lld"), (long long)kills);
	print_beside("", counter, _("only the OOM killer raises this"));
	printf(_("   verdict         %s%*s %s\n"), verdict, utf8_gap(verdict, 52), "",
	       session->kill == KILL_PROVEN ? words(session, "group", "cg_oom_kill_total") : "");
}

void screen_autopsy(const struct session *session)
{
	const struct autopsy *a = &session->autopsy;
	char signal[100];

	print_oom_curve(session);
	screen_forecasts(session);
	printf(_("\nAUTOPSY\n"));
	snprintf(signal, sizeof(signal), _("signal %d (%s)"), a->signal,
		 a->signal == SIGKILL ? "SIGKILL" : strsignal(a->signal));
	print_beside(_("how it ended"), signal, _("a kill -9 by hand looks the same"));
	if (a->oom_kills.known)
		print_kills(session);
	printf(_("   did it know?    No. malloc had not failed, no error came, no handler ran.\n"));
	if (*words(session, "lab", "m:accounted_pages"))
		print_payout(session);
	print_given_up(session);
	print_clock(a);
	print_log(session);
}

void screen_others(const struct session *session)
{
	char before[OOM_NUMBER], after[OOM_NUMBER];
	const struct view *first = shot_find(&session->start, "system", 0);
	const struct view *last = shot_find(&session->after, "system", 0);
	const int m = metric_find("mem_available_kib"), kills = metric_find("sys_oom_kill_total");

	if (!first || !last || !first->values[m].known || !last->values[m].known)
		return;
	const struct value all = value_delta(first->values[kills], last->values[kills]);
	printf(_("\nAND THE OTHERS     harness alive | your shell alive"));
	if (all.known && session->autopsy.oom_kills.known)
		printf(_(" | other processes killed for memory: %lld"),
		       (long long)(all.n - session->autopsy.oom_kills.n));
	printf(_("\n                   machine: MemAvailable %s before, %s after | room removed\n"),
	       size_show(first->values[m].n * 1024, before, sizeof(before)),
	       size_show(last->values[m].n * 1024, after, sizeof(after)));
}
