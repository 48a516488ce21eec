/* SPDX-License-Identifier: MIT */
/* pagelab say [--lab LAB] TEXT...: for labs that are started by hand, and for scripts. */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "lab/labconf.h"
#include "util/exit_code.h"
#include "util/line.h"

static const char say_usage[] =
	N_("pagelab say [--lab LAB] TEXT...: each text in the reader's language, on a line of its "
	   "own; as it\n"
	   "is where it has no translation. A text may have its numbers in it already. Labs that "
	   "are started\n"
	   "by hand, and scripts, speak so.\n"
	   "  --lab LAB  the texts of that lab's ko.po too\n"
	   "Exit: 0, 64 usage, 74 cannot be written.\n");

int command_say(int argc, char **argv)
{
	static const struct option options[] = {
		{"lab", required_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'}, {0}};
	char root[PATH_MAX], said[2048];
	int c;

	catalogue_root(root);
	while ((c = option_next(argc, argv, "+:h", options)) != -1) {
		if (c == 'h')
			return fputs(_(say_usage), stdout) < 0 ? EXIT_CANNOT_WRITE
							       : EXIT_AS_EXPECTED;
		if (c != 'l')
			return EXIT_BAD_USAGE;
		if (!lab_name_is_valid(optarg)) {
			warnx(_("there is no lab %.40s. Type: make list"), line_part(optarg, 40));
			return EXIT_BAD_USAGE;
		}
		intl_add_lab(root, optarg);
	}
	if (optind == argc) {
		fputs(_(say_usage), stderr);
		return EXIT_BAD_USAGE;
	}
	for (int i = optind; i < argc; i++)
		puts(intl_filled(argv[i], said, sizeof(said)));
	return fflush(stdout) ? EXIT_CANNOT_WRITE : EXIT_AS_EXPECTED;
}
