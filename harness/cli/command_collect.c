/* SPDX-License-Identifier: MIT */
/* pagelab collect DIR... */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "course/collect.h"
#include "course/roster.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "util/exit_code.h"

static const char collect_usage[] = N_(
	"pagelab collect [--out DIR] [--roster FILE] [--anonymous] [DIR...]: all runs in these\n"
	"folders and below, as one table and one database; without a DIR those in results.\n"
	"  all.csv     a row for each column of a step that moved or was expected to do "
	"something;\n"
	"              the others are in the steps.csv of each run\n"
	"  all.sqlite  the same, all measures, samples and predictions, and views of common "
	"questions\n"
	"  class.md    per lab: what held, what did not and on which machines, who is missing\n"
	"  --out DIR      where they go; else into results/: nothing is written into a DIR\n"
	"  --roster FILE  who should be there: a student's id, as given to SEED=, on each line;\n"
	"                 a run that has not the numbers of its SEED is then left out\n"
	"  --anonymous    student-1, host-1 and run-1 in place of every name\n"
	"A run that check refuses, is not finished or was taken already is left out as a whole, "
	"and named.\n"
	"Exit: 0 when a run was taken, 69 when none was, 74 when the files cannot be written.\n");

static int parse_collect(int argc, char **argv, struct collect_options *o, const char **roster)
{
	static const struct option options[] = {
		{"out", required_argument, NULL, 'o'},
		{"roster", required_argument, NULL, 'r'},
		{"anonymous", no_argument, NULL, 'a'},
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
			*roster = optarg;
			break;
		case 'a':
			o->anonymous = true;
			break;
		case 'h':
			fputs(_(collect_usage), stdout);
			return EXIT_AS_EXPECTED;
		default:
			fputs(_(collect_usage), stderr);
			return EXIT_BAD_USAGE;
		}
	return -1;
}

static void say(const struct collect_options *o, const struct collect_counts *n)
{
	printf(n_("%zu run", "%zu runs", n->runs), n->runs);
	printf(n_(" of %zu lab by ", " of %zu labs by ", n->labs), n->labs);
	if (n->students)
		printf(n_("%zu student", "%zu students", n->students), n->students);
	if (n->students && n->hosts)
		printf(_(" and "));
	if (n->hosts || !n->students)
		printf(n_("%zu host", "%zu hosts", n->hosts), n->hosts);
	printf(_(" taken, %zu left out.\n"), n->left_out);
	if (!n->runs)
		return;
	printf("%s/all.csv%s\n", o->out, n->database ? "  all.sqlite  class.md" : "");
	fflush(stdout);
	if (!n->database)
		fprintf(stderr, _("No all.sqlite and no class.md: pagelab was built without "
				  "libsqlite3. Type: scripts/setup collect, then make collect\n"));
}

static int collect_all(const struct collect_options *o, char *const *folders)
{
	struct collect_counts counts;
	char problem[PATH_MAX + 200];
	const int error = collect(o, folders, &counts, problem, sizeof(problem));

	if (error == -EINTR) {
		fprintf(stderr, _("stopped: nothing was written\n"));
		return EXIT_INTERRUPTED;
	}
	if (error) {
		fprintf(stderr, _("nothing was written: %s\n"), problem);
		return EXIT_CANNOT_WRITE;
	}
	say(o, &counts);
	if (counts.runs)
		return EXIT_AS_EXPECTED;
	fprintf(stderr, _("There is no run to take. Type: make lab-lazy, then make collect\n"));
	return EXIT_MISSING;
}

int command_collect(int argc, char **argv)
{
	struct collect_options o = {0};
	struct names roster = {0};
	const char *roster_path = NULL;
	char root[PATH_MAX], results[PATH_MAX], *only[] = {results, NULL}, why[PATH_MAX + 300];
	int code = parse_collect(argc, argv, &o, &roster_path);

	if (code >= 0)
		return code;
	catalogue_root(root);
	o.root = root;
	results_default(root, results, sizeof(results));
	char *const *folders = optind < argc ? argv + optind : only;
	o.out = o.out ? o.out : results;
	const int error = roster_path ? roster_read(&roster, roster_path, why, sizeof(why)) : 0;
	if (error) {
		fprintf(stderr, "%s\n", why);
		code = error == -EINVAL ? EXIT_BAD_USAGE : EXIT_MISSING;
	} else {
		o.roster = roster_path ? &roster : NULL;
		code = collect_all(&o, folders);
	}
	names_free(&roster);
	return code;
}
