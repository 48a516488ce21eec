/* SPDX-License-Identifier: MIT */
/* pagelab report DIR... */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "report/report.h"
#include "util/exit_code.h"
#include "util/line.h"

static const char report_usage[] = N_(
	"pagelab report [--out DIR] [--png] [DIR...]: report.md, report.html and the pictures of\n"
	"these runs, from their CSV files and run.json alone. A DIR is a run's folder; or a "
	"lab's,\n"
	"as results/lazy is, which means its latest run; or one of labs, as results is, which it\n"
	"is when there is none. Beside one run of a lab the others in its folder are counted;\n"
	"several that are named have one section, and only they are counted. They are written\n"
	"into --out, else into the first DIR.\n");

struct folders {
	char **path;
	size_t count;
};

static void add(struct folders *f, const char *path)
{
	char **grown = realloc(f->path, (f->count + 1) * sizeof(*grown));
	char *copy = strdup(path);

	if (!grown || !copy)
		err(EXIT_CANNOT_WRITE, "%s", _("no memory for a list of folders"));
	f->path = grown;
	f->path[f->count++] = copy;
}

/* Each lab that has a run here, in the order of the course. */
static void add_labs(struct folders *f, const char *folder, const struct catalogue *labs)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < labs->count; i++) {
		if (path_join(path, sizeof(path), folder, labs->lab[i].name) == 0 &&
		    report_is_lab(path))
			add(f, path);
	}
}

static int parse_report(int argc, char **argv, struct report_options *o)
{
	static const struct option options[] = {
		{"out", required_argument, NULL, 'o'},
		{"png", no_argument, NULL, 'p'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int c;

	while ((c = option_next(argc, argv, ":", options)) != -1)
		switch (c) {
		case 'o':
			o->out = optarg;
			break;
		case 'p':
			o->png = true;
			break;
		case 'h':
			fputs(_(report_usage), stdout);
			return EXIT_AS_EXPECTED;
		default:
			fputs(_(report_usage), stderr);
			return EXIT_BAD_USAGE;
		}
	return -1;
}

static void say_lacks(const struct report_lack *lack)
{
	if (lack->gnuplot)
		fprintf(stderr, _("No pictures but the maps of pages: gnuplot is missing. Type: "
				  "scripts/setup report\n"));
	else if (lack->pictures)
		fprintf(stderr,
			n_("%zu picture could not be drawn, as gnuplot says above.\n",
			   "%zu pictures could not be drawn, as gnuplot says above.\n",
			   lack->pictures),
			lack->pictures);
	if (lack->cmark)
		fprintf(stderr, _("No report.html, only report.md: cmark-gfm is missing. Type: "
				  "scripts/setup report\n"));
}

static int write_all(const struct report_options *o, const struct folders *f, const char *given)
{
	struct report_lack lack;
	char problem[PATH_MAX + 100];
	size_t taken;

	const int error =
		report_write(o, f->path, f->count, &taken, &lack, problem, sizeof(problem));
	if (error) {
		fprintf(stderr, _("the report cannot be written: %s\n"), problem);
		return EXIT_CANNOT_WRITE;
	}
	if (!taken) {
		fprintf(stderr,
			_("no run to report of in %s: expected a run's folder, or one with "
			  "LAB/latest "
			  "in it. Type: make lab-lazy, then make report\n"),
			given);
		return EXIT_MISSING;
	}
	say_lacks(&lack);
	if (lack.kept[0])
		fprintf(stderr, _("What you wrote in %s/report.md is kept in %s.\n"), o->out,
			lack.kept);
	printf(n_("%zu run", "%zu runs", taken), taken);
	printf(": %s/%s\n", o->out, lack.cmark ? "report.md" : "report.html   report.md");
	return EXIT_AS_EXPECTED;
}

int command_report(int argc, char **argv)
{
	struct report_options o = {0};
	struct folders folders = {0};
	struct catalogue labs;
	char root[PATH_MAX], results[PATH_MAX];
	size_t broken;
	const int done = parse_report(argc, argv, &o);

	if (done >= 0)
		return done;
	catalogue_root(root);
	o.root = root;
	results_default(root, results, sizeof(results));
	if (catalogue_read(&labs, root, &broken) < 0)
		labs = (struct catalogue){0};
	char *only[] = {results, NULL};
	char **given = optind < argc ? argv + optind : only;
	o.out = o.out ? o.out : given[0];
	for (size_t i = 0; given[i]; i++)
		if (report_is_run(given[i]) || report_is_lab(given[i]))
			add(&folders, given[i]);
		else
			add_labs(&folders, given[i], &labs);
	const int code = write_all(&o, &folders, given[0]);
	for (size_t i = 0; i < folders.count; i++)
		free(folders.path[i]);
	free(folders.path);
	catalogue_free(&labs);
	return code;
}
