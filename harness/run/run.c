/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/vm_guest.h"
#include "run/limits.h"
#include "run/precache.h"
#include "run/run_internal.h"
#include "run/scratch.h"
#include "screen/screen.h"
#include "util/clocks.h"
#include "util/exit_code.h"
#include "util/failed.h"

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
	    outcome.exit_code == EXIT_MISSING || outcome.exit_code == EXIT_BUSY) {
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
	run->session.no_latest = latest_error != 0;
	if (latest_error && !results_has_no_links(latest_error))
		warnx(_("%s/latest could not be set: %s (the results are whole)"),
		      run->record.results.top, intl_error(-latest_error));
	return outcome.exit_code;
}

/* What the lab is started with; words holds its arguments. */
struct words {
	char program[PATH_MAX], size[40], seed[80];
	char *argv[4];
};

static void choose_words(const struct run *run, struct words *w)
{
	const struct run_options *o = run->options;
	int argc = 0;

	w->argv[argc++] = (char *)run->session.conf->name;
	format(w->program, sizeof(w->program), "%s/build/labs/%s", o->root,
	       run->session.conf->name);
	if (o->size.known) {
		format(w->size, sizeof(w->size), "--size=%lld", (long long)o->size.n);
		w->argv[argc++] = w->size;
	}
	if (o->seed) {
		format(w->seed, sizeof(w->seed), "--seed=%.64s", o->seed);
		w->argv[argc++] = w->seed;
	}
	w->argv[argc] = NULL;
}

static int start_lab(const struct run *run, struct child *child)
{
	const struct labconf *conf = run->session.conf;
	const bool in_machine = guest_is_here(&system_roots);
	struct words words;

	/* The machine may run out as a whole: we stay and tell of it. */
	if (in_machine && labconf_needs(conf, "vm"))
		spawn_shield();
	choose_words(run, &words);
	const struct spawn how = {
		.program = words.program,
		.argv = words.argv,
		.lab = true,
		.thp_never = !conf->thp_default,
		.procs = run->cap.procs,
		.cpu = conf->all_cpus ? -1 : run->options->lab_cpu,
		.has_adj = conf->has_adj || in_machine,
		.adj = conf->adj,
	};
	fflush(stdout);
	precache(&system_roots, words.program);
	return spawn(&how, child);
}

static struct outcome run_lab(struct run *run, struct drive *d, int signals)
{
	const struct labconf *conf = run->session.conf;
	struct child child;

	*d = (struct drive){
		.roots = &system_roots,
		.lab = conf->name,
		.timeout_ns = (int64_t)conf->timeout_s * 1000 * 1000 * 1000,
		.sample_hz =
			run->options->sample_hz >= 0 ? run->options->sample_hz : conf->sample_hz,
		.on = run_events(run),
	};
	autopsy_open(&run->session.autopsy);
	run->start_ns = now_ns();
	run->oom_watch = cap_watch_oom(&run->cap, &d->watch_events);
	d->watch = run->oom_watch;
	if (run->oom_watch < 0 && run->cap.is_made && conf->ends == END_OOM)
		warnx(_("%s: the kernel does not tell when its group runs out of memory (%s): the "
			"time of that stays open"),
		      conf->name, intl_error(errno));
	const int error = start_lab(run, &child);
	if (error) {
		reason_say(&run->session.problem, N_("it cannot be started: %.60s: %s"),
			   failed_what(error), strerror(-error));
		return (struct outcome){N_("missing"), EXIT_MISSING};
	}
	const enum drive_end end = drive(d, &child, signals);

	scene_unread(&run->scene, &run->session.unread);
	const struct outcome outcome = run_outcome(run, d, (int)end);

	scratch_remove(child.pid);
	return outcome;
}

static void remove_group(struct run *run)
{
	if (!run->cap.is_made)
		return;
	/* Once more: what refused it may have been for a moment. */
	const int error = cap_destroy(&run->cap) ? cap_destroy(&run->cap) : 0;
	run->cap.is_made = false;
	run_show_group(run);
	if (error)
		warnx(_("the group %s could not be removed: %s. Type: build/pagelab clean"),
		      run->cap.group.folder, intl_error(-error));
}

/* What a run needs before its lab: signals that wait, a folder, a group. An exit code. */
static int prepare(struct run *run, int *signals)
{
	const struct labconf *conf = run->session.conf;
	const struct run_options *o = run->options;
	char path[PATH_MAX] = "";

	if (!limits_suffice(conf->name, o->show.quiet || !run->session.whole))
		return EXIT_NOT_POSSIBLE;
	/* From here on whoever interrupts us waits until all is put right. */
	if ((*signals = drive_signals(false)) < 0) {
		warnx("%s: %s", failed_what(*signals), intl_error(-*signals));
		return EXIT_NOT_POSSIBLE;
	}
	int error = record_open(&run->record, o->results, conf->name, path);
	if (!error && o->predict && run->session.whole)
		error = record_open_predictions(&run->record);
	if (error) {
		warnx(_("%s: %s\nType: make lab-%s RESULTS=FOLDER, with a folder you may write"),
		      path, intl_error(-error), conf->name);
		return error == -ENOSPC || error == -EDQUOT ? EXIT_CANNOT_WRITE
							    : EXIT_CANNOT_CREATE;
	}
	run->session.results = run->record.results.top;
	run->session.run_id = run->record.results.id;
	run->session.uid = known((int64_t)geteuid());
	env_read(&run->session.env, &system_roots);
	return run_make_room(run);
}

/* The one way out of a run, however far it came: nothing of it stays but its results. */
static void leave(struct run *run, int *signals)
{
	remove_group(run);
	if (run->record.lab)
		record_remove(&run->record); /* nothing, of one that is finished */
	close_fd(signals);
	free_run(run);
}

int run_once(const struct run_options *options, const struct labconf *conf, bool whole)
{
	struct run run = {
		.options = options,
		.session = {.options = &options->show,
			    .conf = conf,
			    .whole = whole,
			    .has_seed = options->seed != NULL,
			    .autopsy.kernel_log = -1},
		.oom_watch = -1,
		.cap = {.lock = -1, .procs = -1},
		.record.results.folder = -1,
	};
	int signals = -1;
	struct drive d;

	run.session.at.step = run.session.step;
	int code = prepare(&run, &signals);
	if (code == EXIT_AS_EXPECTED) {
		struct outcome outcome = run_lab(&run, &d, signals);

		remove_group(&run);
		outcome.exit_code = code = conclude(&run, &d, outcome);
		screen_end(&run.session, outcome);
	}
	leave(&run, &signals);
	return code;
}
