/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/vm_guest.h"
#include "run/precache.h"
#include "run/run_internal.h"
#include "run/scratch.h"
#include "screen/screen.h"
#include "util/clocks.h"
#include "util/exit_code.h"

static void free_run(struct run *run)
{
	if (run->scene_is_open)
		scene_close(&run->scene);
	autopsy_close(&run->session.autopsy);
	close_fd(&run->oom_watch);
	ledger_free(&run->session.ledger);
	free(run->pending.m);
	free(run->regions.m);
	session_free(&run->session);
}

/* Closes the files as the outcome asks; the exit code that this leads to. */
static int conclude(struct run *run, const struct drive *d, struct outcome outcome)
{
	int latest_error = 0, error;

	if (outcome.exit_code == EXIT_NOT_POSSIBLE || outcome.exit_code == EXIT_BAD_USAGE ||
	    outcome.exit_code == EXIT_MISSING) {
		record_remove(&run->record);
		return outcome.exit_code;
	}
	if (outcome.exit_code == EXIT_INTERRUPTED || outcome.exit_code == EXIT_CANNOT_WRITE) {
		record_abandon(&run->record);
		return outcome.exit_code;
	}
	struct json j = {0};
	run_json(run, d, outcome, &j);
	error = json_write(&j, run->record.results.folder, "run.json");
	if (run->options->show.json)
		printf("%s\n", j.data);
	json_free(&j);
	if (error)
		record_abandon(&run->record);
	else
		error = record_finish(&run->record, &latest_error);
	if (error) {
		run->session.problem = (struct reason){0};
		reason_say(&run->session.problem, N_("cannot write results in %.150s: %s"),
			   run->record.results.top, strerror(-error));
		return EXIT_CANNOT_WRITE;
	}
	if (latest_error)
		warnx(_("%s/latest could not be set: %s (the results are whole)"),
		      run->record.results.top, intl_error(-latest_error));
	return outcome.exit_code;
}

static int run_lab(struct run *run, int signals)
{
	char program[PATH_MAX], size[40], seed[80];
	char *argv[4] = {(char *)run->session.conf->name};
	int argc = 1;
	struct child child;
	const bool in_machine = guest_is_here(&system_roots);

	/* The machine may run out as a whole: we stay and tell of it. */
	if (in_machine && labconf_needs(run->session.conf, "vm"))
		spawn_shield();
	format(program, sizeof(program), "%s/build/labs/%s", run->options->root,
	       run->session.conf->name);
	if (run->options->size.known) {
		format(size, sizeof(size), "--size=%lld", (long long)run->options->size.n);
		argv[argc++] = size;
	}
	if (run->options->seed) {
		format(seed, sizeof(seed), "--seed=%.64s", run->options->seed);
		argv[argc++] = seed;
	}
	const struct spawn how = {
		.program = program,
		.argv = argv,
		.lab = true,
		.thp_never = !run->session.conf->thp_default,
		.procs = run->cap.procs,
		.cpu = run->session.conf->all_cpus ? -1 : run->options->lab_cpu,
		.has_adj = run->session.conf->has_adj || in_machine,
		.adj = run->session.conf->adj,
	};
	struct drive d = {
		.roots = &system_roots,
		.lab = run->session.conf->name,
		.timeout_ns = (int64_t)run->session.conf->timeout_s * 1000 * 1000 * 1000,
		.sample_hz = run->options->sample_hz >= 0 ? run->options->sample_hz
							  : run->session.conf->sample_hz,
		.on = run_events(run),
	};
	run->oom_watch = cap_watch_oom(&run->cap, &d.watch_events);
	d.watch = run->oom_watch;
	fflush(stdout);
	precache(&system_roots, program);
	int error = spawn(&how, &child);
	if (error) {
		record_remove(&run->record);
		warnx(_("%s: cannot be started: %s"), run->session.conf->name, intl_error(-error));
		return EXIT_MISSING;
	}
	struct outcome outcome = run_outcome(run, &d, (int)drive(&d, &child, signals));
	scratch_remove(child.pid);
	error = cap_destroy(&run->cap);
	run_show_group(run);
	if (error)
		warnx(_("the group %s could not be removed: %s. Type: build/pagelab clean"),
		      run->cap.group.folder, intl_error(-error));
	outcome.exit_code = conclude(run, &d, outcome);
	screen_end(&run->session, outcome);
	return outcome.exit_code;
}

/* The lab's memory-limited group, or what to do to have one. An exit code. */
static int make_cap(struct run *run)
{
	struct cap_tries tries = *run->options->tries;

	for (int i = 0; i < (int)run->session.conf->steps; i++) {
		const struct value max = cap_max_at(run->session.conf, i, run->options->limit);

		if (max.known && run_check_fits(run, max.n, "LIMIT=16M") < 0) {
			screen_end(&run->session, (struct outcome){"skipped", EXIT_NOT_POSSIBLE});
			return EXIT_NOT_POSSIBLE;
		}
	}
	int error =
		cap_make(&run->cap, &system_roots, run->session.conf, run->options->limit, &tries);

	run_show_group(run);
	if (!error || run->session.conf->room_optional)
		return EXIT_AS_EXPECTED;
	screen_no_room(run->session.conf->name, run->options->root, &tries);
	return EXIT_NOT_POSSIBLE;
}

int run_once(const struct run_options *options, const struct labconf *conf, bool whole)
{
	struct run run = {
		.options = options,
		.session = {.options = &options->show,
			    .conf = conf,
			    .whole = whole,
			    .has_seed = options->seed != NULL},
		.oom_watch = -1,
	};
	char path[PATH_MAX];
	int code;

	run.session.at.step = run.session.step;
	run.cap.lock = run.cap.procs = -1;
	int error = record_open(&run.record, options->results, conf->name, path);

	if (!error && options->predict && whole)
		error = record_open_predictions(&run.record);

	if (error) {
		record_remove(&run.record);
		warnx(_("%s: %s\nType: make lab-%s RESULTS=FOLDER, with a folder you may write"),
		      path, intl_error(-error), conf->name);
		return error == -ENOSPC || error == -EDQUOT ? EXIT_CANNOT_WRITE
							    : EXIT_CANNOT_CREATE;
	}
	run.session.results = run.record.results.top;
	run.session.run_id = run.record.results.id;
	env_read(&run.session.env, &system_roots);
	/* From here on whoever interrupts us waits until the group is removed. */
	int signals = drive_signals(false);
	if (signals < 0)
		err(EXIT_MISSING, "signalfd");
	if (conf->limits && options->cap != CHOOSE_NONE &&
	    (code = make_cap(&run)) != EXIT_AS_EXPECTED) {
		close_fd(&signals);
		record_remove(&run.record);
		return code;
	}
	autopsy_open(&run.session.autopsy);
	run.start_ns = now_ns();
	code = run_lab(&run, signals);
	close_fd(&signals);
	free_run(&run);
	return code;
}
