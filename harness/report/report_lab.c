/* SPDX-License-Identifier: MIT */
/* All that is said of one run: what was asked, seen and expected, and room for what one thinks. */
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "record/check.h"
#include "report/report_internal.h"
#include "util/folder.h"
#include "util/line.h"
#include "util/markup.h"
#include "util/size.h"

enum { NUMBER = 32 };

/* A piece of the text while it is written. */
struct piece {
	FILE *f;
	char *data;
	size_t len;
};

static void piece_open(struct piece *p, const struct report *r)
{
	*p = (struct piece){0};
	p->f = open_memstream(&p->data, &p->len);
	if (!p->f)
		err(EX_OSERR, "no memory for the report into %s", r->options->out);
}

static void piece_into(struct piece *p, struct report *r)
{
	fclose(p->f);
	report_markdown(r, p->data, p->len);
	free(p->data);
}

__attribute__((format(printf, 3, 4))) static void fact(FILE *f, const char *name, const char *how,
						       ...)
{
	char value[2 * RECORDED_TEXT];
	va_list args;

	va_start(args, how);
	line_vset(value, sizeof(value), how, args);
	va_end(args);
	fprintf(f, "| %s | ", name);
	markup_markdown(f, value);
	fprintf(f, " |\n");
}

/* What run.json does not tell is left out, not made up. */
static void print_machine(FILE *f, const struct recorded *run)
{
	char bytes[NUMBER];
	int64_t ram;

	fact(f, _("Machine"), "%s%s%s%s", run->host, *run->cpu ? ", " : "", run->cpu,
	     run->is_guest ? _(", in a virtual machine") : "");
	if (run->cpus.known)
		fact(f, _("CPUs"), "%lld", (long long)run->cpus.n);
	if (run->ram_kib.known && !__builtin_mul_overflow(run->ram_kib.n, 1024, &ram))
		fact(f, _("RAM"), "%s", size_show(ram, bytes, sizeof(bytes)));
	fact(f, _("System"), "Linux %s %s%s%s", run->kernel, run->machine,
	     *run->distribution ? ", " : "", run->distribution);
	if (run->page_bytes.known)
		fact(f, _("Page"), "%s", size_show(run->page_bytes.n, bytes, sizeof(bytes)));
}

static void print_parameters(FILE *f, const struct recorded *run)
{
	char bytes[NUMBER];

	if (run->size_bytes.known)
		fact(f, _("Size"), "%s", size_show(run->size_bytes.n, bytes, sizeof(bytes)));
	if (run->limit_bytes.known)
		fact(f, _("Room"), _("%s, made by %s"),
		     size_show(run->limit_bytes.n, bytes, sizeof(bytes)), run->cap_how);
	if (run->cap_version.known)
		fact(f, _("Room's cgroup"), "v%lld", (long long)run->cap_version.n);
	fact(f, _("Run"), "%s", run->id);
	if (run->ended_utc[0])
		fact(f, _("Ended"), "%s", run->ended_utc);
	fact(f, _("Outcome"), "%s", _(run->outcome));
}

static void print_head(FILE *f, const struct recorded *run)
{
	struct check_report check;
	CLEANUP_FD int fd = recorded_reopen(run);
	const bool sound = check_run_at(fd, run->folder, &check);

	fprintf(f, "| %s | %s |\n|---|---|\n", _("about"), _("this run"));
	fact(f, _("Student"), "%s", run->seed[0] ? run->seed : _("(run with SEED=your-id)"));
	print_machine(f, run);
	print_parameters(f, run);
	fact(f, _("Check"), "%s",
	     sound ? _("the CSV files are consistent; no proof of honesty") : check.problem);
	if (sound && check.tally.expected)
		fact(f, _("Expectations"),
		     _("%zu of %zu hold, %zu explained, %zu differ, %zu unknown"), check.tally.hold,
		     check.tally.expected, check.tally.explained, check.tally.deviate,
		     check.tally.unknown);
	fprintf(f, "\n");
}

/* A section of the lab's README, its links taken out: they would lead nowhere from here. */
static void section(FILE *f, const struct text *readme, const char *heading, const char *title)
{
	size_t len;
	const char *found = readme->len ? markup_section(readme->data, heading, &len) : NULL;

	if (!found)
		return;
	char *part = strndup(found, len);
	if (part) {
		fprintf(f, "### %s\n\n%s\n", title,
			markup_without_links(part, part, strlen(part) + 1));
	}
	free(part);
}

static void print_evidence(FILE *f, const struct recorded *run)
{
	static const char *const parts[] = {
		"m:touched_pages", "m:startup_pages",	"m:kernel_pages",
		"m:file_pages",	   "m:accounted_pages", "m:limit_pages",
	};
	const struct recorded_step *last = run->steps ? &run->step[run->steps - 1] : NULL;
	char pages[NUMBER];

	if (!last || !run->signal.known)
		return;
	fprintf(f, _("### How it ended\n\n- signal %lld"), (long long)run->signal.n);
	const struct ledger_row *kills = ledger_find(&last->ledger, "group", "cg_oom_kill_total");
	if (kills && kills->delta.known)
		fprintf(f, _(", and the OOM kill counter of its room rose by %lld"),
			(long long)kills->delta.n);
	fprintf(f, "\n");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct ledger_row *row = recorded_row(last, parts[i]);

		if (row && row->delta.known) {
			fprintf(f, "- ");
			markup_markdown(f, parts[i] + 2);
			fprintf(f, ": %s\n", count_show(row->delta.n, false, pages, sizeof(pages)));
		}
	}
	if (run->log[0]) {
		fprintf(f, _("- kernel log: "));
		markup_markdown(f, run->log);
		fprintf(f, "\n");
	}
	fprintf(f, "\n");
}

static bool is_usual(struct value found, struct value usual)
{
	return !found.known || (usual.known && found.n == usual.n);
}

static void print_bytes(FILE *f, const char *name, int64_t bytes)
{
	const int64_t mib = 1024 * 1024;

	fprintf(f, bytes % mib ? " %s=%lld" : " %s=%lldM", name,
		(long long)(bytes % mib ? bytes : bytes / mib));
}

/* What was typed: a seed makes size and room by itself, and so does lab.conf. */
static void print_again(FILE *f, const struct recorded *run, const struct labconf *conf)
{
	const char *max = labconf_limit(conf, "memory.max");

	fprintf(f, _("### How to do it again\n\n`make lab-%s"), run->lab);
	if (run->is_guest)
		fprintf(f, " VM=1");
	if (run->seed[0]) {
		fprintf(f, " SEED=");
		for (const char *s = run->seed; *s; s++)
			fputc(strchr("`|\\<>&\"'$ ", *s) ? '?' : *s, f);
		fprintf(f, "`\n");
		return;
	}
	if (!is_usual(run->size_bytes, run->usual_bytes))
		print_bytes(f, "SIZE", run->size_bytes.n);
	if (!is_usual(run->limit_bytes, max ? size_parse(max) : unknown))
		print_bytes(f, "LIMIT", run->limit_bytes.n);
	fprintf(f, "`\n");
}

/* By hand: the questions' answers, and what became of what one believed. */
static void leave_room(struct report *r, bool has_questions)
{
	static const char *const answers[] = {N_("Answer 1"), N_("Answer 2"), N_("Answer 3")};
	static const char *const thoughts[] = {N_("What I believed"), N_("What I saw"),
					       N_("What I believe now")};

	/* On paper one writes; in the file the next report would stand in its place. */
	fprintf(r->md, "%s\n\n",
		_("Keep your answers in a file of your own: make submit ANSWERS=FILE hands it "
		  "in."));
	report_open(r, "rooms");
	for (size_t i = 0; i < 3 && has_questions; i++)
		report_room(r, _(answers[i]));
	for (size_t i = 0; i < 3; i++)
		report_room(r, _(thoughts[i]));
	report_close(r);
}

/* Up to the pictures. */
static void print_beginning(FILE *f, const struct recorded *run, const struct labconf *conf,
			    const struct text *readme)
{
	fprintf(f, "## %s%s%s\n\n", run->lab, conf ? ": " : "", conf ? _(conf->summary) : "");
	print_head(f, run);
	section(f, readme, _("Predict first"), _("Before it ran"));
	report_guesses(f, run);
}

/* From the pictures to where the student writes. */
static void print_middle(FILE *f, const struct recorded *run, const struct labconf *conf,
			 const struct text *readme)
{
	report_rows(f, run, conf);
	print_evidence(f, run);
	section(f, readme, _("Beside the course text"), _("Beside the course text"));
	section(f, readme, _("Three questions for your report"), _("Questions"));
}

void report_lab(struct report *r, const struct series *s)
{
	const struct recorded *run = s->head;
	CLEANUP_TEXT struct text readme = {0};
	struct labconf conf;
	char path[PATH_MAX];
	struct piece p;
	const bool known = catalogue_read_lab(r->options->root, run->lab, &conf) == 0;

	/* TRANSLATORS: the file in the lab's folder whose sections are quoted */
	format(path, sizeof(path), "%s/labs/%s/%s", r->options->root, run->lab, _("README.md"));
	const int unread = known ? text_read(&readme, path) : 0;
	if (unread && !folder_is_absent(unread))
		report_fail(r, path, unread);
	piece_open(&p, r);
	print_beginning(p.f, run, known ? &conf : NULL, &readme);
	piece_into(&p, r);
	report_pictures(r, run);
	piece_open(&p, r);
	print_middle(p.f, run, known ? &conf : NULL, &readme);
	piece_into(&p, r);
	report_series(r, s);
	leave_room(r, readme.len > 0);
	if (!known)
		return;
	piece_open(&p, r);
	print_again(p.f, run, &conf);
	piece_into(&p, r);
}
