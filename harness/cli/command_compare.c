/* SPDX-License-Identifier: MIT */
/* pagelab compare A B */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "record/results.h"
#include "screen/compare.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/utf8.h"

static const char compare_usage[] = N_(
	"pagelab compare A B: two runs of one lab side by side: in what the machines differ, then\n"
	"what changed in each step of each, and how theory judged it. A and B are runs' "
	"folders.\n");

static int compare(const struct recorded *a, const struct recorded *b)
{
	if (strcmp(a->lab, b->lab) != 0) {
		fprintf(stderr, _("the one is a run of %s, the other of %s: nothing to compare\n"),
			a->lab, b->lab);
		return EXIT_NOT_AS_EXPECTED;
	}
	compare_print(stdout, a, b);
	return EXIT_AS_EXPECTED;
}

int command_compare(int argc, char **argv)
{
	const bool help = argc > 1 && strcmp(argv[1], "--help") == 0;
	struct recorded a, b = {0};
	char problem[PATH_MAX + 100], one[PATH_MAX], other[PATH_MAX];
	int code = EXIT_MISSING;

	if (argc != 3 || help) {
		fputs(_(compare_usage), help ? stdout : stderr);
		return help ? EXIT_AS_EXPECTED : EXIT_BAD_USAGE;
	}
	CLEANUP_FD int left = results_find(argv[1], one);
	CLEANUP_FD int right = results_find(argv[2], other);
	if (recorded_read_at(&a, left, one, problem, sizeof(problem)) < 0 ||
	    recorded_read_at(&b, right, other, problem, sizeof(problem)) < 0)
		fprintf(stderr, _("%s. Expected a run's folder, as results/lazy/latest\n"),
			(utf8_clean(problem), problem));
	else
		code = compare(&a, &b);
	recorded_free(&a);
	recorded_free(&b);
	return code;
}
