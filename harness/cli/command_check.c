/* SPDX-License-Identifier: MIT */
/* pagelab check [--seed ID] DIR */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "course/seed.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "record/check.h"
#include "record/results.h"
#include "record/run_reader.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/line.h"
#include "util/utf8.h"

static const char check_usage[] =
	N_("pagelab check [--seed ID] DIR: derives the verdicts of a run again from its CSV files "
	   "alone\n"
	   "and checks what holds in every honest run. With --seed also whether the run has the "
	   "numbers\n"
	   "that SEED=ID gives. A CSV file is no proof of honesty.\n");

/* An exit code, or −1 to go on. */
static int parse_check(int argc, char **argv, const char **seed)
{
	static const struct option options[] = {
		{"seed", required_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'}, {0}};
	int c;

	while ((c = option_next(argc, argv, ":h", options)) != -1) {
		if (c == 'h')
			return fputs(_(check_usage), stdout) < 0 ? EXIT_CANNOT_WRITE : EXIT_AS_EXPECTED;
		if (c != 's')
			break;
		*seed = optarg;
	}
	const char *wrong = c == -1 && *seed ? seed_wrong(*seed) : NULL;
	if (c == -1 && optind == argc - 1 && !wrong)
		return -1;
	if (wrong)
		warnx("--seed: %s", _(wrong));
	fputs(_(check_usage), stderr);
	return EXIT_BAD_USAGE;
}

static int check_seed(int fd, const char *folder, const char *seed)
{
	char root[PATH_MAX], problem[PATH_MAX + 100], why[300];
	struct recorded run;
	struct seeded own;

	catalogue_root(root);
	bool good = recorded_read_at(&run, fd, folder, problem, sizeof(problem)) == 0;
	if (good && !(good = seed_of_run(root, &run, seed, &own)))
		snprintf(problem, sizeof(problem),
			 _("%s: whose numbers these are cannot be told: there is no lab %s "
			   "here. Type: make"),
			 line_part(folder, 250), run.lab);
	else if (good && !(good = seed_fits(&run, seed, own, why, sizeof(why))))
		snprintf(problem, sizeof(problem), "%s: %s", line_part(folder, 250), why);
	recorded_free(&run);
	if (good && !own.size_bytes.known && !own.limit_bytes.known)
		printf(_("This lab is the same for every SEED: it has no size or room of its "
			 "own.\n"));
	else if (good)
		printf(_("The numbers are those of SEED=%s. That is no proof of who ran it.\n"),
		       seed);
	else
		fprintf(stderr, "%s\n", (utf8_clean(problem), problem));
	return good ? EXIT_AS_EXPECTED : EXIT_NOT_AS_EXPECTED;
}

static int check(int fd, const char *folder)
{
	struct check_report report;
	const struct tally *t = &report.tally;
	char shown[PATH_MAX];

	if (!check_run_at(fd, folder, &report)) {
		fprintf(stderr, "%s\n", report.problem);
		return report.missing ? EXIT_MISSING : EXIT_NOT_AS_EXPECTED;
	}
	line_set(shown, sizeof(shown), "%s", folder);
	utf8_clean(shown);
	printf(_("%s: %zu snapshots, %zu rows of steps.csv: all consistent.\n"), shown,
	       report.snapshots, report.steps);
	if (!t->expected) {
		printf(_("Nothing was expected of this run.\n"));
		return EXIT_AS_EXPECTED;
	}
	printf(_("%zu of %zu expectations hold, %zu differ and are explained, %zu differ, %zu "
		 "unknown.\n"),
	       t->hold, t->expected, t->explained, t->deviate, t->unknown);
	return t->deviate ? EXIT_NOT_AS_EXPECTED : EXIT_AS_EXPECTED;
}

int command_check(int argc, char **argv)
{
	const char *seed = NULL;
	char path[PATH_MAX];
	int code = parse_check(argc, argv, &seed);

	if (code >= 0)
		return code;
	CLEANUP_FD int fd = results_find(argv[optind], path);
	code = check(fd, path);
	return code == EXIT_AS_EXPECTED && seed ? check_seed(fd, path, seed) : code;
}
