/* SPDX-License-Identifier: MIT */
/* pagelab run: one lab or all, here or in the throw-away machine. */
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "course/seed.h"
#include "cli/run_arguments.h"
#include "cli/run_rights.h"
#include "i18n/intl.h"
#include "kernel/vm_guest.h"
#include "lab/lab_list.h"
#include "record/results.h"
#include "run/spawn.h"
#include "run/vm.h"
#include "run/watch.h"
#include "screen/screen.h"
#include "util/exit_code.h"
#include "util/line.h"

/* The harness keeps off the lab's CPU. */
static void choose_cpus(struct run_options *o)
{
	cpu_set_t set;

	spawn_choose_cpus(&o->lab_cpu, &o->own_cpu);
	if (o->own_cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((size_t)o->own_cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static int worse(int a, int b)
{
	return a == EXIT_AS_EXPECTED ? b : a;
}

/* With a seed the room is the student's own too, unless a limit was asked for. */
static struct run_options with_own_room(const struct run_options *options,
					const struct labconf *conf)
{
	struct run_options own = *options;

	if (own.seed && !own.limit.known)
		own.limit = seed_of(own.seed, conf, (struct usual){0}, sysconf(_SC_PAGESIZE))
				    .limit_bytes;
	return own;
}

static int run_lab(const struct run_options *asked, const struct labconf *conf)
{
	const struct run_options own = with_own_room(asked, conf), *o = &own;
	int worst = EXIT_AS_EXPECTED, as_expected = 0;

	for (int i = 0; i < o->runs; i++) {
		int code = run_once(o, conf, i == 0);

		if (code != EXIT_AS_EXPECTED && code != EXIT_NOT_AS_EXPECTED)
			return code;
		as_expected += code == EXIT_AS_EXPECTED;
		worst = worse(worst, code);
	}
	if (o->runs > 1 && !o->show.quiet && !o->show.json)
		printf(_("RUNS    %d of %d as expected\n"), as_expected, o->runs);
	return worst;
}

/* Whether it runs in the throw-away machine, and we are not in that already. */
static bool wants_machine(const struct run_options *o, const struct labconf *conf)
{
	return (o->cap == CHOOSE_VM || (conf && labconf_needs(conf, "vm"))) &&
	       !guest_is_here(&system_roots);
}

/* Here, or in the machine. */
static int run_somewhere(const struct run_options *o, const struct labconf *conf)
{
	return wants_machine(o, conf) ? vm_run(o, conf) : run_lab(o, conf);
}

static void print_sums(size_t passed, size_t not_so, size_t skipped, size_t not_begun)
{
	printf(_("\nLABS    %zu as expected, %zu not, %zu skipped\n"), passed, not_so, skipped);
	if (not_begun)
		printf(_("        %zu were not begun\n"), not_begun);
}

static int run_all(struct run_options *o)
{
	struct catalogue c;
	size_t broken, passed = 0, skipped = 0, begun = 0;
	int worst = EXIT_AS_EXPECTED;
	int error = catalogue_read(&c, o->root, &broken);

	if (error) {
		warnx(_("%s/labs: %s"), o->root, intl_error(-error));
		return EXIT_MISSING;
	}
	for (size_t i = 0; i < c.count; i++) {
		if (i && !o->show.quiet && !o->show.json)
			puts("");
		int code = run_somewhere(o, &c.lab[i]);
		begun++;
		/* Without qemu the machine's labs are skipped, as others are without rights. */
		if (code == EXIT_MISSING && wants_machine(o, &c.lab[i]))
			code = EXIT_NOT_POSSIBLE;
		passed += code == EXIT_AS_EXPECTED;
		skipped += code == EXIT_NOT_POSSIBLE;
		if (code == EXIT_INTERRUPTED) {
			worst = code;
			break;
		}
		if (code != EXIT_NOT_POSSIBLE)
			worst = worse(worst, code);
	}
	if (!o->show.quiet && !o->show.json)
		print_sums(passed, begun - passed - skipped, skipped, c.count - begun);
	catalogue_free(&c);
	return broken ? worse(worst, EXIT_NOT_AS_EXPECTED) : worst;
}

/*
 * A lab with limits needs a part of the group tree that is ours. Where none is and systemd can give
 * one, this does not return: the same command starts again inside it. An exit code.
 */
static int find_room(struct request *r, char **argv)
{
	const enum cap_choice choice = r->options.cap;
	struct cap_tries tries = {0};
	struct group parent;
	const char *where = "";

	const bool found = cap_find_parent(&system_roots, &parent, &where, &tries);
	const bool better =
		!found || (strcmp(where, "root") == 0 && access("/run/systemd/system", F_OK) == 0);
	if ((choice == CHOOSE_AUTO && better) ||
	    (choice == CHOOSE_SYSTEMD && strcmp(where, "systemd") != 0))
		cap_enter_scope(argv - 1, &r->tries); /* with the program's name, as main has it */
	if (!found && choice != CHOOSE_SYSTEMD && !guest_is_here(&system_roots) &&
	    rights_of_self(&system_roots) == RIGHTS_USER)
		rights_by_sudo(r);
	if (choice != CHOOSE_SYSTEMD || strcmp(where, "systemd") == 0)
		return EXIT_AS_EXPECTED;
	warnx(_("--cap=systemd: no scope: %s. Type: make doctor"),
	      r->tries.count ? r->tries.try[0].result : _("none was given"));
	return EXIT_NOT_POSSIBLE;
}

static int run_request(struct request *r, char **argv)
{
	struct labconf conf;
	int code;

	if (r->lab) {
		const int error = catalogue_read_lab(r->options.root, r->lab, &conf);

		if (error == -EINVAL)
			return EXIT_NOT_AS_EXPECTED;
		if (error) {
			warnx(_("there is no lab \"%.40s\". Type: make list"),
			      line_part(r->lab, 40));
			return EXIT_BAD_USAGE;
		}
	}
	if (wants_machine(&r->options, r->lab ? &conf : NULL))
		return vm_run(&r->options, r->lab ? &conf : NULL);
	cap_clean(&system_roots); /* what a run before us may have left, killed */
	if ((r->all || conf.limits) && (code = find_room(r, argv)) != EXIT_AS_EXPECTED)
		return code;
	choose_cpus(&r->options);
	return r->all ? run_all(&r->options) : run_lab(&r->options, &conf);
}

int command_run(int argc, char **argv)
{
	char root[PATH_MAX], results[PATH_MAX + 16];
	struct request r = {.options = {.runs = 1,
					.sample_hz = -1,
					.lab_cpu = -1,
					.own_cpu = -1,
					.show.color = screen_wants_color()}};

	catalogue_root(root);
	results_default(root, results, sizeof(results));
	r.options.root = root;
	r.options.results = results;
	r.options.tries = &r.tries;
	if (!request_take(argc, argv, &r))
		return EXIT_BAD_USAGE;
	if (r.help)
		return EXIT_AS_EXPECTED;
	const int code = rights_of_owner(&r, argv);
	if (code != EXIT_AS_EXPECTED)
		return code;
	return r.command ? watch_command(&r.options, r.command) : run_request(&r, argv);
}
