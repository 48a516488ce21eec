/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "screen/screen_oom.h"
#include "util/exit_code.h"
#include "util/line.h"
#include "util/utf8.h"

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
		printf("   > %s\n", screen_expand_of(session, session->conf->step[i].means, means,
						     sizeof(means)));
}

void screen_step(struct session *session)
{
	if (!screen_is_shown(session) || session->at.seq == 0)
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
	const char *latest = session->no_latest ? session->run_id : "latest";
	const char *run = session->recording ? "" : latest, *slash = *run ? "/" : "";
	const char *files = _("steps.csv (to compute)   run.json (machine)   to read: make report");
	const int wide = 8 + utf8_width(folder) + (int)strlen(run) + 5 + utf8_width(files);
	const char *label = _("FILES");

	printf("%s%*s %s%s%s/", label, utf8_gap(label, 7), "", folder, slash, run);
	printf("%s%s\n", wide > SCREEN_WIDTH ? "\n        " : "   ", files);
}

/* Whose numbers are unknown for that reason; a list that is longer than a line goes on below. */
static void print_unread(const struct unread *unread)
{
	const char *label = _("not read here, so unknown:");
	int column = 8 + utf8_width(label);

	if (!unread->count)
		return;
	printf("%8s%s", "", label);
	for (size_t i = 0; i < unread->count; i++) {
		char text[200], name[64];

		line_set(text, sizeof(text), "%s (%s)%s",
			 unread_name(unread->text[i].source, name, sizeof(name)),
			 intl_error(unread->text[i].error), i + 1 < unread->count ? "," : "");
		const int width = 1 + utf8_width(text);
		const bool fits = column + width <= SCREEN_WIDTH;

		printf(fits ? " %s" : "\n         %s", text);
		column = width + (fits ? column : 8);
	}
	putchar('\n');
}

/* What was read all the same, and proves nothing. */
static void print_replaced(const struct replaced *replaced)
{
	char text[400];

	if (replaced->count)
		printf(_("        not the kernel's, so not relied on: %s\n"),
		       replaced_show(replaced, text, sizeof(text)));
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
	print_unread(&session->unread);
	print_replaced(&session->replaced);
	if (session->conf->result[0])
		printf("        %s\n",
		       screen_expand_of(session, session->conf->result, text, sizeof(text)));
	screen_guesses_made(session);
	if (session->conf->ask[0])
		printf(_("ASK     %s\n"),
		       screen_expand_of(session, session->conf->ask, text, sizeof(text)));
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

	if (screen_is_shown(session) && written && session->has_head) {
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
