/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "screen/screen_oom.h"
#include "util/size.h"
#include "util/utf8.h"

enum { WIDTH = 98 };

static bool is_shown(const struct run *run)
{
	return run->whole && !run->options->quiet && !run->options->json;
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

static const char *expand(const struct run *run, const char *text, char *out, size_t room)
{
	screen_expand(_(text), run->size.known ? run->size.n : 0, run->env.page_size, out, room);
	return out;
}

/* "Linux 6.18", as one says it; the whole release is in run.json. */
static void print_machine(const struct run *run)
{
	const char *kernel = run->env.kernel;
	size_t len = strcspn(kernel, ".");

	len += kernel[len] ? 1 + strcspn(kernel + len + 1, ".-") : 0;
	printf("Linux %.*s %s%s | ", (int)len, kernel, run->env.machine,
	       run->env.is_guest ? _(" in a VM") : "");
	printf("%s | ", !run->env.swap_kib.known ? _("swap not known")
			: run->env.swap_kib.n	 ? _("swap on")
						 : _("swap off"));
	printf("%s\n", run->conf->thp_default ? _("huge pages as they are set")
					      : _("huge pages off for this lab"));
}

/* Its room, and that a seed changes nothing. */
static void print_own(struct run *run)
{
	if (run->cap.lock >= 0)
		screen_room(run);
	else if (run->conf->limits && run->conf->room_optional)
		printf(_("No room of its own here: what a group would tell is left out. Type: make "
			 "doctor\n"));
	if (run->options->seed && !run->size.known && !labconf_limit(run->conf, "memory.max"))
		printf(_("This lab is the same for every SEED: it has no size or room of its "
			 "own.\n"));
}

void screen_head(struct run *run)
{
	char size[32], pages[32], page[32], course[300] = "";

	if (run->has_head || !is_shown(run))
		return;
	run->has_head = true;
	/* A recording may be of a lab that is not here: nothing is known of its course. */
	if (run->conf->minutes && run->conf->topic[0])
		snprintf(course, sizeof(course), _("course text %s | %d min"), run->conf->topic,
			 run->conf->minutes);
	else if (run->conf->minutes)
		snprintf(course, sizeof(course), _("%d min"), run->conf->minutes);
	const char *summary = _(run->conf->summary);
	const int head = (int)strlen(run->conf->name) + 2 + utf8_width(summary);
	printf("%s%s: %s%s%*s%s\n", screen_paint(run, PAINT_BOLD), run->conf->name, summary,
	       screen_paint(run, PAINT_PLAIN), utf8_gap(course, WIDTH - head), "", course);
	if (run->size.known)
		printf(_("%s = %s pages of %s | "), size_show(run->size.n, size, sizeof(size)),
		       count_show(run->size.n / run->env.page_size, false, pages, sizeof(pages)),
		       size_show(run->env.page_size, page, sizeof(page)));
	print_machine(run);
	print_own(run);
	if (run->null_watched)
		printf(run->null_moved
			       ? _("Watching cost something: an empty step moved %zu of %zu "
				   "counters.          (kB = 1024 bytes, as in /proc)\n")
			       : _("Watching cost nothing: an empty step moved %zu of %zu "
				   "counters.          (kB = 1024 bytes, as in /proc)\n"),
		       run->null_moved, run->null_watched);
}

void screen_title(struct run *run)
{
	const int i = labconf_step(run->conf, run->at.step);
	char what[2 * LABCONF_TEXT];

	run->has_title = true;
	printf("\n%s%d  %-15s%s %s\n", screen_paint(run, PAINT_BOLD), run->at.seq, run->at.step,
	       screen_paint(run, PAINT_PLAIN),
	       i < 0 ? "" : expand(run, run->conf->step[i].what, what, sizeof(what)));
}

void screen_pause(struct run *run)
{
	if (run->options->json)
		return;
	screen_title(run);
	printf(_("   Enter to start %s"), isatty(STDIN_FILENO) ? "" : "\n");
	fflush(stdout);
}

static void print_skips(struct run *run)
{
	char reason[2 * WIRE_TEXT];

	for (; run->skips_shown < run->skips.count; run->skips_shown++)
		printf(_("\n-  %-15s left out: %s\n"), run->skips.m[run->skips_shown].name,
		       intl_filled(run->skips.m[run->skips_shown].text, reason, sizeof(reason)));
}

static void print_means(const struct run *run)
{
	char means[2 * LABCONF_TEXT];
	const int i = labconf_step(run->conf, run->at.step);

	if (i >= 0 && run->conf->step[i].means[0])
		printf("   > %s\n", expand(run, run->conf->step[i].means, means, sizeof(means)));
}

void screen_step(struct run *run)
{
	if (!is_shown(run) || run->at.seq == 0)
		return;
	screen_head(run);
	if (!run->has_title)
		screen_title(run);
	run->has_title = false;
	if (run->died_inside && run->conf->ends == END_OOM) {
		screen_autopsy(run);
		screen_guesses(run);
		/* Killed by hand it shows nothing of what the step is about. */
		if (run->autopsy.oom_kills.n > 0)
			print_means(run);
		return;
	}
	screen_guesses(run);
	screen_rows(run);
	screen_log(&run->autopsy);
	screen_map(run);
	print_means(run);
	print_skips(run);
	fflush(stdout);
}

/* On one line where it fits. */
static void print_files(const struct run *run)
{
	const char *folder = run->recording ? run->recording : run->record.results.top;
	const char *latest = run->recording ? "" : "/latest";
	const char *files = _("steps.csv (to compute)   run.json (machine)   to read: make report");
	const int wide = 8 + utf8_width(folder) + (int)strlen(latest) + 4 + utf8_width(files);
	const char *label = _("FILES");

	printf("%s%*s %s%s/", label, utf8_gap(label, 7), "", folder, latest);
	printf("%s%s\n", wide > WIDTH ? "\n        " : "   ", files);
}

static void print_result(const struct run *run)
{
	const struct tally *t = &run->tally;
	char text[2 * LABCONF_TEXT];

	printf(_("\n%sRESULT%s  "), screen_paint(run, PAINT_BOLD), screen_paint(run, PAINT_PLAIN));
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
		       screen_paint(run, PAINT_RED), t->deviate, screen_paint(run, PAINT_PLAIN));
	printf("\n");
	if (run->conf->result[0])
		printf("        %s\n", expand(run, run->conf->result, text, sizeof(text)));
	screen_guesses_made(run);
	if (run->conf->ask[0])
		printf(_("ASK     %s\n"), expand(run, run->conf->ask, text, sizeof(text)));
	print_files(run);
}

static void print_problem(const struct run *run, struct outcome outcome)
{
	if (!run->problem.english[0])
		return;
	fflush(stdout);
	if (outcome.exit_code == EXIT_NOT_POSSIBLE)
		fprintf(stderr, _("%s: skipped: %s  No results were kept.\n"), run->conf->name,
			run->problem.shown);
	else
		fprintf(stderr, "%s: %s\n", run->conf->name, run->problem.shown);
}

void screen_end(struct run *run, struct outcome outcome)
{
	const bool written =
		outcome.exit_code == EXIT_AS_EXPECTED || outcome.exit_code == EXIT_NOT_AS_EXPECTED;

	if (is_shown(run) && written && run->has_head) {
		print_skips(run);
		if (run->conf->ends == END_OOM)
			screen_others(run);
		else
			screen_picture(run);
		print_result(run);
	} else if (!run->whole && !run->options->quiet && !run->options->json) {
		printf(_("%s: %s, %zu of %zu expectations hold\n"), run->record.results.id,
		       _(outcome.word), run->tally.hold, run->tally.expected);
	}
	print_problem(run, outcome);
	fflush(stdout);
}
