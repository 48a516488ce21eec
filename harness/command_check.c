/* SPDX-License-Identifier: MIT */
/* pagelab check DIR */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "commands.h"
#include "run.h"

int command_check(int argc, char **argv)
{
	struct check_report report;
	const bool help = argc > 1 && strcmp(argv[1], "--help") == 0;

	if (argc != 2 || help) {
		fputs("pagelab check DIR: derives the verdicts of a run again from its CSV files "
		      "alone\n"
		      "and checks what holds in every honest run. A CSV file is no proof of "
		      "honesty.\n",
		      help ? stdout : stderr);
		return help ? EXIT_AS_EXPECTED : EXIT_BAD_USAGE;
	}
	if (!check_run(argv[1], &report)) {
		fprintf(stderr, "%s\n", report.problem);
		return report.missing ? EXIT_MISSING : EXIT_NOT_AS_EXPECTED;
	}
	printf("%s: %zu snapshots, %zu rows of steps.csv: all consistent.\n", argv[1],
	       report.snapshots, report.steps);
	if (!report.tally.expected) {
		printf("Nothing was expected of this run.\n");
		return EXIT_AS_EXPECTED;
	}
	printf("%zu of %zu expectations hold, %zu differ and are explained, %zu differ, %zu "
	       "unknown.\n",
	       report.tally.hold, report.tally.expected, report.tally.explained,
	       report.tally.deviate, report.tally.unknown);
	return report.tally.deviate ? EXIT_NOT_AS_EXPECTED : EXIT_AS_EXPECTED;
}
