/* SPDX-License-Identifier: MIT */
/* All that is said of one run: what was asked, seen and expected, and room for what one thinks. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "check.h"
#include "file.h"
#include "markup.h"
#include "pagemap.h"
#include "picture.h"
#include "report_inside.h"
#include "size.h"

enum { NUMBER = 32 };

/* A piece of the text while it is written. */
struct piece {
	FILE *f;
	char *data;
	size_t len;
};

static void piece_open(struct piece *p)
{
	*p = (struct piece){0};
	p->f = open_memstream(&p->data, &p->len);
}

static void piece_into(struct piece *p, struct report *r)
{
	if (!p->f)
		return;
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
	vsnprintf(value, sizeof(value), how, args);
	va_end(args);
	fprintf(f, "| %s | ", name);
	markup_markdown(f, value);
	fprintf(f, " |\n");
}

static void print_machine(FILE *f, const struct recorded *run)
{
	char ram[NUMBER], page[NUMBER];

	fact(f, "Machine", "%s, %s, %lld CPUs, %s%s", run->host, run->cpu, (long long)run->cpus.n,
	     run->ram_kib.known ? size_show(run->ram_kib.n * 1024, ram, sizeof(ram))
				: "RAM not known",
	     run->is_guest ? ", in a virtual machine" : "");
	fact(f, "System", "Linux %s %s, %s, pages of %s", run->kernel, run->machine,
	     run->distribution,
	     run->page_bytes.known ? size_show(run->page_bytes.n, page, sizeof(page)) : "?");
}

static void print_head(FILE *f, const struct recorded *run)
{
	struct check_report check;
	char bytes[NUMBER];
	const bool sound = check_run(run->folder, &check);

	fprintf(f, "| about | this run |\n|---|---|\n");
	fact(f, "Student", "%s", run->seed[0] ? run->seed : "(run with SEED=your-id)");
	print_machine(f, run);
	if (run->size_bytes.known)
		fact(f, "Size", "%s", size_show(run->size_bytes.n, bytes, sizeof(bytes)));
	if (run->limit_bytes.known)
		fact(f, "Room", "%s, cgroup v%lld, made by %s",
		     size_show(run->limit_bytes.n, bytes, sizeof(bytes)),
		     (long long)run->cgroup_version.n, run->cap_how);
	fact(f, "Run", "%s, ended %s, outcome: %s", run->id, run->ended_utc, run->outcome);
	fact(f, "Check", "%s%s", sound ? "the CSV files are consistent; no proof of honesty" : "",
	     sound ? "" : check.problem);
	if (sound && check.tally.expected)
		fact(f, "Expectations", "%zu of %zu hold, %zu explained, %zu differ, %zu unknown",
		     check.tally.hold, check.tally.expected, check.tally.explained,
		     check.tally.deviate, check.tally.unknown);
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

static void draw_pictures(struct report *r, const struct recorded *run)
{
	struct picture pictures[PICTURES_MAX];
	const size_t count = picture_choose(run, pictures);

	for (size_t i = 0; i < count; i++) {
		CLEANUP_TEXT struct text svg = {0};
		CLEANUP_TEXT struct text png = {0};
		char unique[32], name[96], file[104];

		snprintf(unique, sizeof(unique), "p%zu", ++r->pictures);
		snprintf(name, sizeof(name), "%02zu-%.63s", r->labs, pictures[i].name);
		const int error = picture_svg(&pictures[i], unique, &svg);
		if (!error)
			report_svg(r, name, pictures[i].title, svg.data, svg.len);
		else
			r->lack.gnuplot = true;
		snprintf(file, sizeof(file), "%.95s.png", name);
		if (!error && r->options->png && picture_png(&pictures[i], &png) == 0)
			report_file(r, file, png.data, png.len);
		picture_free(&pictures[i]);
	}
}

/* The pages of one step; the step with the largest change of its map says most. */
static void keep_pages(const struct recorded *run, int64_t seq, struct map_edge *before,
		       struct map_edge *after)
{
	for (size_t i = 0; i < run->page_runs; i++) {
		const struct recorded_pages *p = &run->pages[i];

		if (p->seq == seq)
			pagemap_keep(p->is_after ? after : before, p->start, p->pages, p->state);
	}
}

static void draw_map(struct report *r, const struct recorded *run, const struct recorded_step *step)
{
	struct map_edge before = {0}, after = {0};
	const struct pagemap map = {&before, &after, (uint64_t)run->page_bytes.n};
	char title[160], name[96], unique[32], *svg = NULL;
	size_t len;

	keep_pages(run, step->seq, &before, &after);
	FILE *f = before.count && after.count && !pagemap_same(&before, &after)
			  ? open_memstream(&svg, &len)
			  : NULL;
	if (f) {
		snprintf(title, sizeof(title), "%s: the pages before and after step %s", run->lab,
			 step->name);
		snprintf(name, sizeof(name), "%02zu-%s-pages-%lld", r->labs, run->lab,
			 (long long)step->seq);
		snprintf(unique, sizeof(unique), "p%zu", ++r->pictures);
		pagemap_svg(f, &map, title, unique);
		fclose(f);
		report_svg(r, name, title, svg, len);
	}
	free(svg);
	free(before.run);
	free(after.run);
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
	fprintf(f, "### How it ended\n\n- signal %lld", (long long)run->signal.n);
	const struct ledger_row *kills = ledger_find(&last->ledger, "group", "cg_oom_kill_total");
	if (kills && kills->delta.known)
		fprintf(f, ", and the OOM kill counter of its room rose by %lld",
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
		fprintf(f, "- kernel log: ");
		markup_markdown(f, run->log);
		fprintf(f, "\n");
	}
	fprintf(f, "\n");
}

static void print_again(FILE *f, const struct recorded *run)
{
	fprintf(f, "### How to do it again\n\n`make lab-%s", run->lab);
	if (run->seed[0]) {
		fprintf(f, " SEED=");
		for (const char *s = run->seed; *s; s++)
			fputc(strchr("`|\\<>&\"'$ ", *s) ? '?' : *s, f);
	} else if (run->size_bytes.known) {
		fprintf(f, " SIZE=%lld", (long long)run->size_bytes.n);
	}
	if (run->limit_bytes.known)
		fprintf(f, " LIMIT=%lld", (long long)run->limit_bytes.n);
	fprintf(f, "`\n");
}

/* By hand: the questions' answers, and what became of what one believed. */
static void leave_room(struct report *r, bool has_questions)
{
	static const char *const answers[] = {"Answer 1", "Answer 2", "Answer 3"};
	static const char *const thoughts[] = {"What I believed", "What I saw",
					       "What I believe now"};

	for (size_t i = 0; i < 3 && has_questions; i++)
		report_room(r, answers[i]);
	for (size_t i = 0; i < 3; i++)
		report_room(r, thoughts[i]);
}

void report_lab(struct report *r, const struct recorded *run)
{
	CLEANUP_TEXT struct text readme = {0};
	struct labconf conf;
	char path[PATH_MAX];
	struct piece p;
	const bool known = catalogue_read_lab(r->options->root, run->lab, &conf) == 0;

	format(path, sizeof(path), "%s/labs/%s/README.md", r->options->root, run->lab);
	if (known)
		text_read(&readme, path);
	piece_open(&p);
	if (!p.f)
		return;
	fprintf(p.f, "## %s%s%s\n\n", run->lab, known ? ": " : "", known ? conf.summary : "");
	print_head(p.f, run);
	section(p.f, &readme, "Predict first", "Before it ran");
	fprintf(p.f, "### What it looks like\n");
	piece_into(&p, r);
	draw_pictures(r, run);
	for (size_t i = 0; run->page_bytes.known && i < run->steps; i++)
		draw_map(r, run, &run->step[i]);
	piece_open(&p);
	if (!p.f)
		return;
	fprintf(p.f, "### Step by step\n\n");
	report_rows(p.f, run, known ? &conf : NULL);
	print_evidence(p.f, run);
	section(p.f, &readme, "Beside the course text", "Beside the course text");
	section(p.f, &readme, "Three questions for your report", "Questions");
	piece_into(&p, r);
	leave_room(r, readme.len > 0);
	piece_open(&p);
	if (!p.f)
		return;
	print_again(p.f, run);
	piece_into(&p, r);
}
