/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "screen/screen_oom.h"
#include "util/exit_code.h"
#include "util/size.h"
#include "util/utf8.h"

enum { WIDTH = 98 };

static bool is_shown(const struct session *session)
{
	return session->whole && !session->options->quiet && !session->options->json;
}

void screen_expand(const char *text, int64_t size_bytes, int64_t page_bytes, char *out, size_t room)
{
	char size[32], pages[32], page[32];
	const struct {
		const char *name, *value;
	} names[] = {
		{"{size}", size_show(size_bytes, size, sizeof(size))},
		{"{pages}", count_show(size_bytes / page_bytes, false, pages, sizeof(pages))},
		{"{page}", size_show(page_bytes, page, sizeof(page))},
	};
	size_t len = 0;

	while (*text && len + 1 < room) {
		size_t i = 0, n = sizeof(names) / sizeof(names[0]);

		while (i < n && strncmp(text, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == n) {
			out[len++] = *text++;
			continue;
		}
		len += (size_t)snprintf(out + len, room - len, "%s", names[i].value);
		text += strlen(names[i].name);
	}
	out[len < room ? len : room - 1] = '\0';
}

static const char *expand(const struct session *session, const char *text, char *out, size_t room)
{
	screen_expand(_(text), session->size.known ? session->size.n : 0, session->env.page_size,
		      out, room);
	return out;
}

/* "Linux 6.18", as one says it; the whole release is in run.json. */
static void print_machine(const struct session *session)
{
	const char *kernel = session->env.kernel;
	size_t len = strcspn(kernel, ".");

	len += kernel[len] ? 1 + strcspn(kernel + len + 1, ".-") : 0;
	printf("Linux %.*s %s%s | ", (int)len, kernel, session->env.machine,
	       session->env.is_guest ? _(" in a VM") : "");
	printf("%s | ", !session->env.swap_kib.known ? _("swap not known")
			: session->env.swap_kib.n    ? _("swap on")
						     : _("swap off"));
	printf("%s\n", session->conf->thp_default ? _("huge pages as they are set")
						  : _("huge pages off for this lab"));
}

/* Its room, and that a seed changes nothing. */
static void print_own(struct session *session)
{
	if (session->group.is_there)
		screen_room(session);
	else if (session->conf->limits && session->conf->room_optional)
		printf(_("No room of its own here: what a group would tell is left out. Type: make "
			 "doctor\n"));
	if (session->has_seed && !session->size.known &&
	    !labconf_limit(session->conf, "memory.max"))
		printf(_("This lab is the same for every SEED: it has no size or room of its "
			 "own.\n"));
}

void screen_head(struct session *session)
{
	char size[32], pages[32], page[32], course[300] = "";

	if (session->has_head || !is_shown(session))
		return;
	session->has_head = true;
	/* A recording may be of a lab that is not here: nothing is known of its course. */
	if (session->conf->minutes && session->conf->topic[0])
		snprintf(course, sizeof(course), _("course text %s | %d min"), session->conf->topic,
			 session->conf->minutes);
	else if (session->conf->minutes)
		snprintf(course, sizeof(course), _("%d min"), session->conf->minutes);
	const char *summary = _(session->conf->summary);
	const int head = (int)strlen(session->conf->name) + 2 + utf8_width(summary);
	printf("%s%s: %s%s%*s%s\n", screen_paint(session, PAINT_BOLD), session->conf->name, summary,
	       screen_paint(session, PAINT_PLAIN), utf8_gap(course, WIDTH - head), "", course);
	if (session->size.known)
		printf(_("%s = %s pages of %s | "), size_show(session->size.n, size, sizeof(size)),
		       count_show(session->size.n / session->env.page_size, false, pages,
				  sizeof(pages)),
		       size_show(session->env.page_size, page, sizeof(page)));
	print_machine(session);
	print_own(session);
	if (session->null_watched)
		printf(session->null_moved
			       ? _("Watching cost something: an empty step moved %zu of %zu "
				   "counters.          (kB = 1024 bytes, as in /proc)\n")
			       : _("Watching cost nothing: an empty step moved %zu of %zu "
				   "counters.          (kB = 1024 bytes, as in /proc)\n"),
		       session->null_moved, session->null_watched);
}

void screen_title(struct session *session)
{
	const int i = labconf_step(session->conf, session->at.step);
	char what[2 * LABCONF_TEXT];

	session->has_title = true;
	printf("\n%s%d  %-15s%s %s\n", screen_paint(session, PAINT_BOLD), session->at.seq,
	       session->at.step, screen_paint(session, PAINT_PLAIN),
	       i < 0 ? "" : expand(session, session->conf->step[i].what, what, sizeof(what)));
}

void screen_pause(struct session *session)
{
	if (session->options->json)
		return;
	screen_title(session);
	printf(_("   Enter to start %s"), isatty(STDIN_FILENO) ? "" : "\n");
	fflush(stdout);
}

static void print_skips(struct session *session)
{
	char reason[2 * WIRE_TEXT];

	for (; session->skips_shown < session->skips.count; session->skips_shown++)
		printf(_("\n-  %-15s left out: %s\n"), session->skips.m[session->skips_shown].name,
		       intl_filled(session->skips.m[session->skips_shown].text, reason,
				   sizeof(reason)));
}

static void print_means(const struct session *session)
{
	char means[2 * LABCONF_TEXT];
	const int i = labconf_step(session->conf, session->at.step);

	if (i >= 0 && session->conf->step[i].means[0])
		printf("   > %s\n",
		       expand(session, session->conf->step[i].means, means, sizeof(means)));
}

void screen_step(struct session *session)
{
	if (!is_shown(session) || session->at.seq == 0)
		return;
	screen_head(session);
	if (!session->has_title)
		screen_title(session);
	session->has_title = false;
	if (session->died_inside && session->conf->ends == END_OOM) {
		screen_autopsy(session);
		screen_guesses(session);
		/* Killed by hand it shows nothing of what the step is about. */
		if (session->autopsy.oom_kills.n > 0)
			print_means(session);
		return;
	}
	screen_guesses(session);
	screen_rows(session);
	screen_log(&session->autopsy);
	screen_map(session);
	print_means(session);
	print_skips(session);
	fflush(stdout);
}

/* On one line where it fits. */
static void print_files(const struct session *session)
{
	const char *folder = session->recording ? session->recording : session->results;
	const char *latest = session->recording ? "" : "/latest";
	const char *files = _("steps.csv (to compute)   run.json (machine)   to read: make report");
	const int wide = 8 + utf8_width(folder) + (int)strlen(latest) + 4 + utf8_width(files);
	const char *label = _("FILES");

	printf("%s%*s %s%s/", label, utf8_gap(label, 7), "", folder, latest);
	printf("%s%s\n", wide > WIDTH ? "\n        " : "   ", files);
}

static void print_result(const struct session *session)
{
	const struct tally *t = &session->tally;
	char text[2 * LABCONF_TEXT];

	printf(_("\n%sRESULT%s  "), screen_paint(session, PAINT_BOLD),
	       screen_paint(session, PAINT_PLAIN));
	if (t->expected)
		printf(_("%zu of %zu expectations hold."), t->hold, t->expected);
	else
		printf(_("Nothing was expected."));
	if (t->explained)
		printf(n_(" %zu differs, explained.", " %zu differ, explained.", t->explained),
		       t->explained);
	if (t->unknown)
		printf(_(" %zu cannot be seen here."), t->unknown);
	if (t->deviate)
		printf(n_(" %s%zu DIFFERS.%s", " %s%zu DIFFER.%s", t->deviate),
		       screen_paint(session, PAINT_RED), t->deviate,
		       screen_paint(session, PAINT_PLAIN));
	printf("\n");
	if (session->conf->result[0])
		printf("        %s\n", expand(session, session->conf->result, text, sizeof(text)));
	screen_guesses_made(session);
	if (session->conf->ask[0])
		printf(_("ASK     %s\n"), expand(session, session->conf->ask, text, sizeof(text)));
	print_files(session);
}

static void print_problem(const struct session *session, struct outcome outcome)
{
	if (!session->problem.english[0])
		return;
	fflush(stdout);
	if (outcome.exit_code == EXIT_NOT_POSSIBLE)
		fprintf(stderr, _("%s: skipped: %s  No results were kept.\n"), session->conf->name,
			session->problem.shown);
	else
		fprintf(stderr, "%s: %s\n", session->conf->name, session->problem.shown);
}

void screen_end(struct session *session, struct outcome outcome)
{
	const bool written =
		outcome.exit_code == EXIT_AS_EXPECTED || outcome.exit_code == EXIT_NOT_AS_EXPECTED;

	if (is_shown(session) && written && session->has_head) {
		print_skips(session);
		if (session->conf->ends == END_OOM)
			screen_others(session);
		else
			screen_picture(session);
		print_result(session);
	} else if (!session->whole && !session->options->quiet && !session->options->json) {
		printf(_("%s: %s, %zu of %zu expectations hold\n"), session->run_id,
		       _(outcome.word), session->tally.hold, session->tally.expected);
	}
	print_problem(session, outcome);
	fflush(stdout);
}
