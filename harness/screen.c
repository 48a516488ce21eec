/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "screen.h"
#include "screen_oom.h"
#include "size.h"

enum { WIDTH = 98, BAR = 27 };

static const char bold[] = "\033[1m", green[] = "\033[32m", yellow[] = "\033[33m",
		  red[] = "\033[31m", plain[] = "\033[0m";

static const char *paint(const struct run *run, const char *color)
{
	return run->options->color ? color : "";
}

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
	screen_expand(text, run->size.known ? run->size.n : 0, run->env.page_size, out, room);
	return out;
}

/* "Linux 6.18", as one says it; the whole release is in run.json. */
static void print_machine(const struct run *run)
{
	const char *kernel = run->env.kernel;
	size_t len = strcspn(kernel, ".");

	len += kernel[len] ? 1 + strcspn(kernel + len + 1, ".-") : 0;
	printf("Linux %.*s %s | ", (int)len, kernel, run->env.machine);
	if (!run->env.swap_kib.known || run->env.swap_kib.n == 0)
		printf("swap off | ");
	else
		printf("swap on | ");
	printf("huge pages %s for this lab\n",
	       run->conf->thp_default ? "as the machine has them" : "off");
}

void screen_head(struct run *run)
{
	char size[32], pages[32], page[32], course[300];

	if (run->has_head || !is_shown(run))
		return;
	run->has_head = true;
	snprintf(course, sizeof(course), "%s%s%s%d min", run->conf->topic[0] ? "course text " : "",
		 run->conf->topic, run->conf->topic[0] ? " | " : "", run->conf->minutes);
	int head = (int)(strlen(run->conf->name) + 2 + strlen(run->conf->summary));
	printf("%s%s: %s%s%*s\n", paint(run, bold), run->conf->name, run->conf->summary,
	       paint(run, plain), WIDTH - head, course);
	if (run->size.known)
		printf("%s = %s pages of %s | ", size_show(run->size.n, size, sizeof(size)),
		       count_show(run->size.n / run->env.page_size, false, pages, sizeof(pages)),
		       size_show(run->env.page_size, page, sizeof(page)));
	print_machine(run);
	if (run->cap.lock >= 0)
		screen_room(run);
	printf("Watching cost %s: an empty step moved %zu of %zu counters.%s\n",
	       run->null_moved ? "something" : "nothing", run->null_moved, metric_own_count(),
	       "          (kB = 1024 bytes, as in /proc)");
}

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

static const char *verdict_words(const struct ledger_row *row)
{
	if (row->verdict == VERDICT_DEVIATES)
		return row->cause ? "differs: why?" : "DIFFERS";
	if (row->verdict == VERDICT_UNKNOWN)
		return "not available here";
	if (row->verdict != VERDICT_HOLDS)
		return "";
	return row->relation == RELATION_EQUAL && row->slack == 0 && row->expected &&
			       strcmp(row->column, "minflt_total") == 0
		       ? "holds, exact"
		       : "holds";
}

static const char *verdict_color(const struct ledger_row *row)
{
	if (row->verdict == VERDICT_HOLDS)
		return green;
	return row->verdict == VERDICT_DEVIATES && !row->cause ? red : yellow;
}

/* The plain word, or whose row it is. */
static const char *row_word(const struct ledger_row *row)
{
	if (strcmp(row->role, "lab") != 0)
		return row->role;
	if (row->metric < 0)
		return "measured";
	return metrics[row->metric].word ? metrics[row->metric].word : "";
}

static void print_row(const struct run *run, const struct ledger_row *counted)
{
	struct ledger_row shown = *counted, *row = &shown;
	char before[48], after[48], delta[48], theory[64] = "";
	const char *unit = unit_of(counted);
	const struct metric *m = row->metric >= 0 ? &metrics[row->metric] : NULL;

	if (is_in_kib(counted))
		scale_to_kib(row);
	cell(row->before, unit, false, before, sizeof(before));
	cell(row->after, unit, false, after, sizeof(after));
	cell(row->delta, unit, true, delta, sizeof(delta));
	if (row->relation != RELATION_NONE)
		theory_show(row->relation, row->expected, row->slack, row->expected ? unit : "",
			    theory, sizeof(theory));
	printf("   %-12s ", row_word(row));
	if (m)
		printf("%-11s %13s %13s %14s", m->shown, before, after, delta);
	else
		printf("%-39s %14s", row->column + 2, delta);
	if (row->relation == RELATION_NONE)
		printf("\n");
	else
		printf(" %14s   %s%s%s\n", theory, paint(run, verdict_color(row)),
		       verdict_words(row), paint(run, plain));
}

/* Not expected, yet worth a row: it would explain the rest. */
static bool is_alarm(const struct ledger_row *row)
{
	return row->verdict == VERDICT_NONE && row->metric >= 0 &&
	       (metrics[row->metric].flags & METRIC_ALARM) && row->delta.known && row->delta.n != 0;
}

/* A number that the lab measured and expects nothing of. */
static void print_measure(const struct run *run, const struct message *m)
{
	char column[WIRE_NAME + 2], number[32];

	snprintf(column, sizeof(column), "m:%s", m->name);
	const struct ledger_row *row = ledger_find(&run->ledger, "lab", column);
	/* With a role it is the harness's own: in the files, for whoever wants it. */
	if (m->has_x || m->role[0] || (row && row->verdict != VERDICT_NONE))
		return;
	snprintf(number, sizeof(number), m->value < 100 ? "%.3g" : "%.0f", m->value);
	printf("   %-12s %-41s %12s %s\n", "measured", m->name, number, m->other);
}

/* The lines that the course text shows, in its order, and the buffer as pmap shows it. */
static void print_details(const struct run *run)
{
	static const char *const lines[] = {
		"vm_peak_kib", "vm_size_kib", "vm_lck_kib",  "vm_pin_kib",
		"vm_hwm_kib",  "vm_rss_kib",  "vm_data_kib", "vm_stk_kib",
		"vm_exe_kib",  "vm_lib_kib",  "vm_pte_kib",  "vm_swap_kib",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const struct ledger_row *row = ledger_find(&run->ledger, "lab", lines[i]);

		if (row && row->verdict == VERDICT_NONE)
			print_row(run, row);
	}
	if (run->mapping[0])
		printf("   pmap         the buffer is in a mapping of %s [ anon ]\n", run->mapping);
}

/* Expected rows in the lab's order, then the alarms. */
static void print_rows(const struct run *run)
{
	for (size_t i = 0; i < run->expected.count; i++) {
		const struct message *e = &run->expected.m[i];
		const struct ledger_row *row = ledger_find(&run->ledger, e->role, e->name);

		if (row)
			print_row(run, row);
	}
	for (size_t i = 0; i < run->ledger.count; i++)
		if (is_alarm(&run->ledger.row[i]))
			print_row(run, &run->ledger.row[i]);
	for (size_t i = 0; i < run->measured.count; i++)
		print_measure(run, &run->measured.m[i]);
}

static void print_others(const struct run *run)
{
	size_t moved = 0, still = 0;

	for (size_t i = 0; i < run->ledger.count; i++) {
		const struct ledger_row *row = &run->ledger.row[i];

		if (row->verdict != VERDICT_NONE || is_alarm(row) || row->metric < 0 ||
		    strcmp(row->role, "lab") != 0 || !(metrics[row->metric].flags & METRIC_OWN))
			continue;
		moved += row->delta.known && row->delta.n != 0;
		still += row->delta.known && row->delta.n == 0;
	}
	if (moved)
		printf("   (%zu other counter%s moved with these, %zu did not move: steps.csv)\n",
		       moved, moved == 1 ? "" : "s", still);
	else
		printf("   (%zu other counters did not move: steps.csv)\n", still);
}

static void print_causes(const struct run *run)
{
	const struct cause *said = NULL;

	for (size_t i = 0; i < run->ledger.count; i++) {
		const struct ledger_row *row = &run->ledger.row[i];

		if (row->verdict != VERDICT_DEVIATES || !row->cause || row->cause == said)
			continue;
		said = row->cause;
		printf("   why = explained: %s\n", said->sentence);
	}
}

static void print_title(const struct run *run)
{
	const int i = labconf_step(run->conf, run->at.step);
	char what[2 * LABCONF_TEXT];

	printf("\n%s%d  %-15s%s %s\n", paint(run, bold), run->at.seq, run->at.step,
	       paint(run, plain),
	       i < 0 ? "" : expand(run, run->conf->step[i].what, what, sizeof(what)));
}

void screen_pause(struct run *run)
{
	if (run->options->json)
		return;
	run->has_title = true;
	print_title(run);
	printf("   Enter to start %s", isatty(STDIN_FILENO) ? "" : "\n");
	fflush(stdout);
}

static void print_skips(struct run *run)
{
	for (; run->skips_shown < run->skips; run->skips_shown++)
		printf("\n-  %-15s left out: %s\n", run->skip[run->skips_shown].name,
		       run->skip[run->skips_shown].text);
}

void screen_step(struct run *run)
{
	char means[2 * LABCONF_TEXT];
	const int i = labconf_step(run->conf, run->at.step);

	if (!is_shown(run) || run->at.seq == 0)
		return;
	screen_head(run);
	if (!run->has_title)
		print_title(run);
	run->has_title = false;
	if (run->died_inside && run->conf->ends == END_OOM) {
		screen_autopsy(run);
		return;
	}
	if (run->expected.count)
		printf("%40s %13s %14s %14s   verdict\n", "before", "after", "change", "theory");
	print_rows(run);
	if (run->options->verbose)
		print_details(run);
	print_others(run);
	print_causes(run);
	if (i >= 0 && run->conf->step[i].means[0])
		printf("   > %s\n", expand(run, run->conf->step[i].means, means, sizeof(means)));
	print_skips(run);
	fflush(stdout);
}

static void print_bar(int64_t kib, int64_t most)
{
	/* at least one mark: a little is not nothing */
	int marks = (int)((kib * BAR + most / 2) / most);

	marks = marks < 1 && kib > 0 ? 1 : marks > BAR ? BAR : marks;
	printf("|%.*s%*s| %5lld MiB", marks, "###########################", BAR - marks, "",
	       (long long)((kib + 512) / 1024));
}

/* Promised beside present, after each step; only where either moved by a MiB. */
static void print_picture(const struct run *run)
{
	int64_t most = 1, least_size = INT64_MAX, most_size = 0, least_rss = INT64_MAX,
		most_rss = 0;

	for (size_t i = 0; i < run->points; i++) {
		const struct point *p = &run->point[i];

		if (!p->vm_size_kib.known || !p->vm_rss_kib.known)
			return;
		least_size = p->vm_size_kib.n < least_size ? p->vm_size_kib.n : least_size;
		most_size = p->vm_size_kib.n > most_size ? p->vm_size_kib.n : most_size;
		least_rss = p->vm_rss_kib.n < least_rss ? p->vm_rss_kib.n : least_rss;
		most_rss = p->vm_rss_kib.n > most_rss ? p->vm_rss_kib.n : most_rss;
	}
	most = most_size > most_rss ? most_size : most_rss;
	if (run->points < 2 || (most_size - least_size < 1024 && most_rss - least_rss < 1024))
		return;
	printf("\n%-18s %-40s %s\n", "THE PICTURE", "promised (VmSize)", "in RAM (VmRSS)");
	for (size_t i = 0; i < run->points; i++) {
		printf("   %-15s ", run->point[i].step);
		print_bar(run->point[i].vm_size_kib.n, most);
		printf("  ");
		print_bar(run->point[i].vm_rss_kib.n, most);
		printf("\n");
	}
}

static void print_result(const struct run *run)
{
	const struct tally *t = &run->tally;
	char text[2 * LABCONF_TEXT];

	printf("\n%sRESULT%s  ", paint(run, bold), paint(run, plain));
	if (t->expected)
		printf("%zu of %zu expectations hold.", t->hold, t->expected);
	else
		printf("Nothing was expected.");
	if (t->explained)
		printf(" %zu differ%s, explained.", t->explained, t->explained == 1 ? "s" : "");
	if (t->unknown)
		printf(" %zu cannot be seen here.", t->unknown);
	if (t->deviate)
		printf(" %s%zu DIFFER%s.%s", paint(run, red), t->deviate,
		       t->deviate == 1 ? "S" : "", paint(run, plain));
	printf("\n");
	if (run->conf->result[0])
		printf("        %s\n", expand(run, run->conf->result, text, sizeof(text)));
	if (run->conf->ask[0])
		printf("ASK     %s\n", expand(run, run->conf->ask, text, sizeof(text)));
	printf("FILES   %s/latest/   steps.csv (to compute)   snapshots.csv   run.json (machine)\n",
	       run->record.results.top);
}

static void print_problem(const struct run *run, struct outcome outcome)
{
	if (!run->problem[0])
		return;
	fflush(stdout);
	fprintf(stderr, "%s: %s%s%s\n", run->conf->name,
		outcome.exit_code == EXIT_NOT_POSSIBLE ? "skipped: " : "", run->problem,
		outcome.exit_code == EXIT_NOT_POSSIBLE ? "  No results were kept." : "");
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
			print_picture(run);
		print_result(run);
	} else if (!run->whole && !run->options->quiet && !run->options->json) {
		printf("%s: %s, %zu of %zu expectations hold\n", run->record.results.id,
		       outcome.word, run->tally.hold, run->tally.expected);
	}
	print_problem(run, outcome);
	fflush(stdout);
}
