/* SPDX-License-Identifier: MIT */
/* pagelab submit --seed ID */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "cli/commands.h"
#include "course/seed.h"
#include "course/submit.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "util/exit_code.h"

static const char submit_usage[] = N_(
	"pagelab submit --seed ID [--answers FILE] [RESULTS]: one archive to hand in,\n"
	"submit-ID.tar.gz in the folder of results: the newest run of each lab with SEED=ID, "
	"each\n"
	"checked first, and the report of them. A run with predictions goes before a newer one "
	"without.\n"
	"The archive's name has letters, digits, . and - of the ID only; of an ID with others, a "
	"number too.\n"
	"  --answers FILE  a file of your own that goes in too, of at most 64 MiB\n"
	"Exit: 0, 1 when a run was left out, 64 usage, 69 when there is no run, no such FILE or "
	"no tar,\n"
	"74 when it cannot be written.\n");

/* An exit code, or −1 to go on. */
static int parse_submit(int argc, char **argv, struct submit_options *o)
{
	static const struct option options[] = {
		{"seed", required_argument, NULL, 's'},
		{"answers", required_argument, NULL, 'a'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int c;

	while ((c = option_next(argc, argv, ":h", options)) != -1) {
		if (c == 'h')
			return fputs(_(submit_usage), stdout) < 0 ? EXIT_CANNOT_WRITE : EXIT_AS_EXPECTED;
		if (c == 's')
			o->seed = optarg;
		else if (c == 'a')
			o->answers = optarg;
		else
			return EXIT_BAD_USAGE;
	}
	const char *wrong = o->seed ? seed_wrong(o->seed) : NULL;
	if (o->seed && !wrong && optind >= argc - 1)
		return -1;
	if (o->seed && !*o->seed)
		warnx(_("whose runs? Type: make submit ID=20251234, with your own id"));
	else if (wrong)
		warnx("--seed: %s", _(wrong));
	fputs(_(submit_usage), stderr);
	return EXIT_BAD_USAGE;
}

static void say_answers(const struct submit_options *o)
{
	if (o->answers)
		printf(_("Your file is in it: %s\n"), o->answers);
	else if (report_is_edited(o->results))
		printf(_("What you wrote in %s/report/report.md is not in it. Type: make submit ID=%s "
			 "ANSWERS=%s/report/report.md\n"),
		       o->results, o->seed, o->results);
	else
		printf(_("No answers of yours are in it: ANSWERS=FILE adds a file.\n"));
}

static int say_packed(const struct submit_options *o, const struct submit_counts *n,
		      const char *archive)
{
	if (!n->labs) {
		fprintf(stderr,
			_("There is no sound run with SEED=%s in %s. Type: make lab-lazy SEED=%s, "
			  "then make submit ID=%s\n"),
			o->seed, o->results, o->seed, o->seed);
		return EXIT_MISSING;
	}
	printf("%s: ", archive);
	printf(n_("%zu lab", "%zu labs", n->labs), n->labs);
	printf(_(", each checked, and their report.\n"));
	if (n->guesses_asked)
		printf(_("Guesses: %zu of %zu made.\n"), n->guesses_made, n->guesses_asked);
	else
		printf(_("No guesses were made: a run with PREDICT=1 asks for them.\n"));
	if (n->lack.cmark)
		printf(_("Without report.html: cmark-gfm is missing. Type: scripts/setup "
			 "report\n"));
	say_answers(o);
	if (n->left_out)
		printf(_("What is in it is sound. What was left out is named above, with the "
			 "reason.\n"));
	return n->left_out ? EXIT_NOT_AS_EXPECTED : EXIT_AS_EXPECTED;
}

static int say_nothing(const char *problem, int code)
{
	fprintf(stderr, _("nothing to hand in was made: %s\n"), problem);
	return code;
}

/* Nothing half-made stays behind: whoever asks us to stop waits until it is done. */
static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

int command_submit(int argc, char **argv)
{
	struct submit_options o = {0};
	struct submit_counts counts;
	char root[PATH_MAX], results[PATH_MAX], archive[PATH_MAX + 200], problem[PATH_MAX + 200];
	const int code = parse_submit(argc, argv, &o);
	int error;

	if (code >= 0)
		return code;
	if (o.answers && (error = submit_answers_fit(o.answers, problem, sizeof(problem))) < 0) {
		return say_nothing(problem, error == -ENOENT ? EXIT_MISSING : EXIT_BAD_USAGE);
	}
	catalogue_root(root);
	results_default(root, results, sizeof(results));
	o.root = root;
	o.results = optind < argc ? argv[optind] : results;
	block_signals();
	error = submit(&o, &counts, archive, problem, sizeof(problem));
	if (!error)
		return say_packed(&o, &counts, archive);
	return say_nothing(problem, error == -ENOENT ? EXIT_MISSING : EXIT_CANNOT_WRITE);
}
