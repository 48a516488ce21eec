/* SPDX-License-Identifier: MIT */
/* pagelab: finds the command that was meant. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "kernel/rights.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "run/limits.h"
#include "util/exit_code.h"
#include "util/inherited.h"
#include "util/line.h"
#include "util/owner.h"
#include "util/version.h"

static const char usage[] = N_(
	"pagelab: memory-management labs for Linux classrooms\n"
	"\n"
	"  pagelab list                 the labs in course order\n"
	"  pagelab doctor               what runs here, what does not, and what mends it\n"
	"  pagelab run LAB              run a lab step by step and hold it against theory\n"
	"  pagelab run --all            every lab, one after the other\n"
	"  pagelab run -- CMD [ARG...]  any program, as one step with a time series\n"
	"  pagelab fields               every column of the results and what it means\n"
	"  pagelab clean                remove what a killed run left behind\n"
	"  pagelab check DIR            derive a run's verdicts again from its CSV files\n"
	"  pagelab report [DIR...]      pictures and a page to hand in, from recorded runs\n"
	"  pagelab replay DIR           a recorded run, step by step, on the screen of a live one\n"
	"  pagelab compare A B          two recorded runs of one lab side by side\n"
	"  pagelab collect [DIR...]     the runs of many students as one table and one database\n"
	"  pagelab key --seed ID        the numbers that a student's seed makes, for the teacher\n"
	"  pagelab submit --seed ID     one archive to hand in: runs that were checked, and their "
	"report\n"
	"  pagelab say TEXT...          a text in the reader's language, for labs and scripts\n"
	"  pagelab COMMAND --help       what a command can be told\n"
	"  pagelab --version\n"
	"\n"
	"Exit codes: 0 as expected, 1 an expectation failed or a lab crashed, 64 usage, 69 "
	"something\n"
	"is missing, 73 and 74 results cannot be written, 75 busy, 77 not possible here,\n"
	"130 interrupted.\n");

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"list", command_list},	      {"run", command_run},	    {"fields", command_fields},
	{"check", command_check},     {"clean", command_clean},	    {"doctor", command_doctor},
	{"report", command_report},   {"compare", command_compare}, {"replay", command_replay},
	{"collect", command_collect}, {"key", command_key},	    {"submit", command_submit},
	{"say", command_say},
};

/* The commands that write beside the results, and need no right of root's for it. */
static bool writes(const char *name)
{
	static const char *const names[] = {"report", "collect", "submit"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Root in a tree, or beside results, of somebody else acts as that one. */
static bool is_owner(void)
{
	char root[PATH_MAX], results[PATH_MAX + 16];
	struct owner owner;

	catalogue_root(root);
	results_default(root, results, sizeof(results));
	if (rights_of_self(&system_roots) != RIGHTS_ROOT ||
	    (!owner_of_place(root, &owner) && !owner_of_place(results, &owner)))
		return true;
	const int error = owner_become(&owner);

	if (error)
		fprintf(stderr, _("pagelab: %s is of uid %u, and root cannot act as that user: %s\n"),
			results, (unsigned)owner.uid, intl_error(-error));
	return error == 0;
}

static int run_command(const char *name, int argc, char **argv)
{
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		fputs(_(usage), argc > 1 ? stdout : stderr);
		return argc > 1 ? EXIT_AS_EXPECTED : EXIT_BAD_USAGE;
	}
	if (strcmp(name, "--version") == 0) {
		puts("pagelab " PAGELAB_VERSION);
		return EXIT_AS_EXPECTED;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(name, commands[i].name) == 0)
			return writes(name) && !is_owner() ? EXIT_NOT_POSSIBLE
								 : commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, _("pagelab: there is no command %.40s. Type: pagelab --help\n"),
		line_part(name, 40));
	return EXIT_BAD_USAGE;
}

/* On a full disk what was said is lost, which is no success. */
static int end(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fputs(inherited_closed(STDOUT_FILENO)
		      ? _("pagelab: its standard output is closed: what it said is lost\n")
	      : errno == EPIPE
		      ? _("pagelab: who read what it says has gone\n")
		      : _("pagelab: not all that it said could be written. Is the disk full?\n"),
	      stderr);
	return code == EXIT_AS_EXPECTED ? EXIT_CANNOT_WRITE : code;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";
	char root[PATH_MAX];

	inherited_replace();
	catalogue_root(root);
	intl_begin(root);
	return limits_stack_suffices() ? end(run_command(name, argc, argv)) : EXIT_NOT_POSSIBLE;
}
