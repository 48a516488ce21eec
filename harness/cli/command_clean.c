/* SPDX-License-Identifier: MIT */
/* pagelab clean: removes what a harness that was killed could not remove itself. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cgroup/cap.h"
#include "cli/commands.h"
#include "course/submit.h"
#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "run/scratch.h"
#include "util/exit_code.h"
#include "util/owner.h"

int command_clean(int argc, char **argv)
{
	if (argc > 1) {
		const bool help = strcmp(argv[1], "--help") == 0;

		fputs(_("pagelab clean: ends the processes and removes the groups and temporary "
			"folders that a killed\npagelab left\n"),
		      help ? stdout : stderr);
		return help ? EXIT_AS_EXPECTED : EXIT_BAD_USAGE;
	}
	const size_t removed = cap_clean(&system_roots);
	struct owner owner;
	char root[PATH_MAX], results[PATH_MAX];
	catalogue_root(root);
	results_default(root, results, sizeof(results));
	if (owner_of_place(results, &owner))
		owner_make_files_as(&owner);
	const size_t folders = scratch_clean(&system_roots) + submit_sweep(results);
	printf(n_("%zu group removed\n", "%zu groups removed\n", removed), removed);
	if (folders)
		printf(n_("%zu temporary folder removed\n", "%zu temporary folders removed\n",
			  folders),
		       folders);
	return EXIT_AS_EXPECTED;
}
