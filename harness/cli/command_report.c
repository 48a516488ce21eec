/* SPDX-License-Identifier: MIT */
/* pagelab report DIR... */
#include <stdio.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "report/report.h"
#include "util/exit_code.h"
#include "util/line.h"
#include "util/utf8.h"

static const char report_usage[] = N_(
	"pagelab report [--out DIR] [--results DIR] [--png] [DIR...]: a page of these runs, from\n"
	"their CSV files and run.json alone: report.html, which holds everything, and beside it\n"
	"the folder report, with report.md and the pictures. A DIR is a run's folder; or a lab's,\n"
	"as results/lazy is, which means its latest run; or one of labs, as results is, which it\n"
	"is when there is none. Beside one run of a lab the others in its folder are counted;\n"
	"several that are named have one section, and only they are counted. Nothing is written\n"
	"into a DIR: it goes into --out, else into the folder of results.\n"
	"  --results DIR  another folder of results than the one of this copy\n");

static int parse_report(int argc, char **argv, struct report_options *o, const char **results)
{
	static const struct option options[] = {
		{"out", required_argument, NULL, 'o'},
		{"results", required_argument, NULL, 'r'},
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
		case 'r':
			*results = optarg;
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

static int write_all(const struct report_options *o, struct report_asked *asked, const char *given)
{
	struct report_lack lack;
	char problem[PATH_MAX + 100];
	size_t taken;

	const int error = report_write(o, asked, &taken, &lack, problem, sizeof(problem));
	if (error) {
		fprintf(stderr, _("the report cannot be written: %s\n"), (utf8_clean(problem), problem));
		return EXIT_CANNOT_WRITE;
	}
	if (!taken) {
		fprintf(stderr,
			_("no run to report of in %s: expected a run's folder, or one with "
			  "LAB/latest "
			  "in it. Type: make lab-lazy, then make report\n"),
			line_part(given, 250));
		return EXIT_MISSING;
	}
	say_lacks(&lack);
	if (lack.kept[0])
		fprintf(stderr, _("What you wrote in %s/report/report.md is kept in %s.\n"),
			line_part(o->out, 250), lack.kept);
	printf(n_("%zu run", "%zu runs", taken), taken);
	printf(": %s/%s\n", line_part(o->out, 250),
	       lack.cmark ? REPORT_FOLDER "/report.md" : "report.html   " REPORT_FOLDER "/report.md");
	return EXIT_AS_EXPECTED;
}

int command_report(int argc, char **argv)
{
	struct report_options o = {0};
	struct report_asked asked = {0};
	struct catalogue labs;
	const char *typed = NULL;
	char root[PATH_MAX], results[PATH_MAX];
	size_t broken;
	const int done = parse_report(argc, argv, &o, &typed);

	if (done >= 0)
		return done;
	catalogue_root(root);
	o.root = root;
	results_default(root, results, sizeof(results));
	if (catalogue_read(&labs, root, &broken) < 0)
		labs = (struct catalogue){0};
	typed = typed ? typed : results;
	o.makes_out = !o.out;
	o.out = o.out ? o.out : typed;
	const char *first = optind < argc ? argv[optind] : typed;
	if (optind == argc)
		report_take(&asked, typed, &labs);
	for (int i = optind; i < argc; i++)
		report_take(&asked, argv[i], &labs);
	const int code = write_all(&o, &asked, first);
	report_asked_free(&asked);
	catalogue_free(&labs);
	return code;
}
