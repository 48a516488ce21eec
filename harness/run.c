/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "clocks.h"
#include "drive.h"
#include "pages.h"
#include "precache.h"
#include "run.h"
#include "screen.h"
#include "size.h"

static int add_message(struct messages *list, const struct message *m)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		struct message *grown = realloc(list->m, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		list->m = grown;
		list->room = room;
	}
	list->m[list->count++] = *m;
	return 0;
}

static int on_page_run(void *self, const struct page_run *pages)
{
	struct run *run = self;

	return record_pages(&run->record, run->at, run->has_after ? "after" : "before",
			    pages->start, pages->pages, pages->state);
}

static int look_at_pages(struct run *run)
{
	for (size_t i = 0; i < run->regions; i++) {
		const uint64_t start = (uint64_t)run->region[i].n;
		int error = pages_scan(run->scene.roots, run->scene.pid, start,
				       start + (uint64_t)run->region[i].slack, on_page_run, run);

		/* Not telling is the kernel's right; not writing is an error. */
		if (error < 0 && run->record.pages.error)
			return error;
	}
	return 0;
}

static void look_at_mapping(struct run *run)
{
	run->mapping[0] = '\0';
	if (run->options->verbose && run->regions)
		pages_mapping(run->scene.roots, run->scene.pid, (uint64_t)run->region[0].n,
			      run->mapping, sizeof(run->mapping));
}

static int shoot(struct run *run, struct shot *shot, const struct family *family, const char *edge)
{
	int error = scene_shoot(&run->scene, family, shot);

	if (!error)
		error = record_shot(&run->record, run->at, edge, shot);
	return error ? error : look_at_pages(run);
}

static int begin_step(struct run *run, const char *step)
{
	const struct messages empty = run->expected;
	int error = account_settle(run);

	if (error)
		return error;
	if (run->conf->name[0] && run->options->size.known && !run->size.known &&
	    strcmp(step, WIRE_NULL_STEP) != 0) {
		snprintf(run->problem, sizeof(run->problem),
			 "SIZE means nothing to this lab; leave it out");
		return -EINVAL;
	}
	snprintf(run->step, sizeof(run->step), "%s", step);
	run->at.seq += strcmp(step, WIRE_NULL_STEP) != 0;
	run->expected = run->pending;
	run->pending = empty;
	run->pending.count = run->measured.count = 0;
	return 0;
}

/* What is taken must leave the machine room too. mend: what to type instead. */
static int check_fits(struct run *run, int64_t bytes, const char *mend)
{
	const struct value available = memory_available(&system_roots, getpid());
	char wanted[32], there[32];

	if (!available.known || bytes <= available.n / 2)
		return 0;
	snprintf(run->problem, sizeof(run->problem),
		 "it needs %s, more than half of the %s that are available. Type: make lab-%s %s",
		 size_show(bytes, wanted, sizeof(wanted)),
		 size_show(available.n, there, sizeof(there)), run->conf->name, mend);
	return -ENOMEM;
}

/* lab.conf may change the room at a step: within the same bounds. */
static int change_room(struct run *run)
{
	const int step = labconf_step(run->conf, run->step);
	const struct value max = cap_max_at(run->conf, step, run->options->limit);
	char wanted[32];
	int error;

	if (!max.known)
		return 0;
	if ((error = check_fits(run, max.n, "LIMIT=16M")) < 0)
		return error;
	if ((error = cap_change_max(&run->cap, &system_roots, max.n)) == 0)
		return 0;
	snprintf(run->problem, sizeof(run->problem), "memory.max of its group cannot be %s: %s",
		 size_show(max.n, wanted, sizeof(wanted)), strerror(-error));
	return -EPERM;
}

static void wait_for_enter(void)
{
	sigset_t interrupts;
	char c;

	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGTERM);
	sigaddset(&interrupts, SIGHUP);
	/* Here they may end us at once: the lab dies with us, and the folder stays .partial. */
	sigprocmask(SIG_UNBLOCK, &interrupts, NULL);
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		;
	sigprocmask(SIG_BLOCK, &interrupts, NULL);
}

static int on_edge(void *self, enum edge edge, const char *step, const struct family *family)
{
	struct run *run = self;
	int error;

	if (edge == EDGE_BEFORE) {
		if ((error = begin_step(run, step)) < 0)
			return error;
		if (run->at.seq > 0)
			screen_head(run);
		if (run->options->pause && run->at.seq > 0) {
			screen_pause(run);
			wait_for_enter();
		}
		error = shoot(run, &run->before, family, "before");
		run->has_before = !error;
		/* after the shot: so the step's account shows the change */
		return error ? error : change_room(run);
	}
	run->has_after = true;
	look_at_mapping(run);
	error = shoot(run, &run->after, family, "after");
	return error || run->at.seq > 0 ? error : shot_copy(&run->start, &run->after);
}

static int on_started(void *self, pid_t pid)
{
	struct run *run = self;
	const bool capped = run->cap.lock >= 0;

	if (capped && !cap_holds(&run->cap, &system_roots, pid)) {
		snprintf(run->problem, sizeof(run->problem), "it did not enter its group: not run");
		return -EPERM;
	}
	int error = scene_open(&run->scene, &system_roots, pid, run->start_ns, capped);
	run->scene_is_open = true;
	return error;
}

static int take_expectation(struct run *run, const struct message *m)
{
	const bool measure = strncmp(m->name, "m:", 2) == 0;

	if ((!measure && metric_find(m->name) < 0) ||
	    (m->kind == MESSAGE_SAME && metric_find(m->other) < 0)) {
		snprintf(run->problem, sizeof(run->problem),
			 "it expects something of %.48s, and there is no such column: see "
			 "pagelab fields",
			 m->kind == MESSAGE_SAME ? m->other : m->name);
		return -EPROTO;
	}
	return add_message(&run->pending, m);
}

/* Keeps the last value of each name for the ledger; measures.csv has them all. */
int run_take_measure(struct run *run, const struct message *m)
{
	int error = record_measure(&run->record, run->at, m);

	for (size_t i = 0; i < run->measured.count; i++)
		if (strcmp(run->measured.m[i].name, m->name) == 0) {
			run->measured.m[i] = *m;
			return error;
		}
	return error || run->measured.count == MEASURES_MAX ? error
							    : add_message(&run->measured, m);
}

static int on_message(void *self, const struct message *m)
{
	struct run *run = self;

	switch (m->kind) {
	case MESSAGE_SIZE:
		run->size = known(m->n);
		return check_fits(run, run->size.n, "SIZE=1M");
	case MESSAGE_EXPECT:
	case MESSAGE_SAME:
		return take_expectation(run, m);
	case MESSAGE_MEASURE:
		return run_take_measure(run, m);
	case MESSAGE_REGION:
		if (run->regions < REGIONS_MAX)
			run->region[run->regions++] = *m;
		return 0;
	case MESSAGE_ROLE:
		return scene_name_child(&run->scene, (pid_t)m->n, m->role);
	case MESSAGE_SKIP:
		run->pending.count = 0;
		if (!m->name[0])
			memcpy(run->skip_reason, m->text, sizeof(run->skip_reason));
		else if (run->skips < SKIPS_MAX)
			run->skip[run->skips++] = *m;
		return 0;
	case MESSAGE_EDGES:
	case MESSAGE_BAD:
		break;
	}
	return 0;
}

static bool run_is_inside(const struct run *run)
{
	return run->has_before && !run->has_after;
}

static int on_tick(void *self, uint64_t late)
{
	struct run *run = self;
	const bool inside = run_is_inside(run);
	const struct moment at = {run->at.seq, inside ? run->at.step : ""};
	struct sample sample;
	int error = 0;

	run->late_ticks += late;
	const bool there = sampler_read(&run->scene.sampler, &sample);
	const int64_t elapsed_ns = now_ns() - run->start_ns;
	if (inside && run->conf->ends == END_OOM)
		error = autopsy_sample(&run->autopsy, elapsed_ns, there ? &sample : NULL);
	if (error || !there)
		return error;
	return record_sample(&run->record, at, "lab", elapsed_ns, run->scene.pid, &sample);
}

static int on_watched(void *self)
{
	struct run *run = self;

	if (cap_oom_seen(run->oom_watch) && !run->autopsy.oom_event_ns.known)
		run->autopsy.oom_event_ns = known(now_ns() - run->start_ns);
	return 0;
}

/* The autopsy's numbers are measures too, so that they are in the files and can be expected. */
static int measure_autopsy(struct run *run)
{
	const struct autopsy *a = &run->autopsy;
	const struct {
		const char *name;
		struct value value;
		const char *unit;
	} found[] = {
		{"touched_pages", a->touched, "pages"},
		{"startup_pages", a->startup, "pages"},
		{"kernel_pages", a->kernel, "pages"},
		{"file_pages", a->file, "pages"},
		{"accounted_pages", a->accounted, "pages"},
		{"limit_pages", a->limit, "pages"},
		{"unassigned_pages", a->unassigned, "pages"},
		{"oom_event_ns", a->oom_event_ns, "ns"},
		{"last_growth_ns", a->last_growth_ns, "ns"},
		{"gone_ns", a->gone_ns, "ns"},
		{"reaped_ns", a->reaped_ns, "ns"},
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]) && !error; i++) {
		struct message m = {.kind = MESSAGE_MEASURE, .value = (double)found[i].value.n};

		if (!found[i].value.known)
			continue;
		snprintf(m.name, sizeof(m.name), "%s", found[i].name);
		snprintf(m.other, sizeof(m.other), "%s", found[i].unit);
		error = run_take_measure(run, &m);
	}
	return error;
}

static int on_ended(void *self, const siginfo_t *info)
{
	struct run *run = self;
	const bool inside = run_is_inside(run);
	const char *edge = info->si_code == CLD_EXITED ? "exited" : "killed";
	int error = inside ? 0 : account_settle(run);

	if (!error)
		error = scene_shoot_zombie(&run->scene, &run->after);
	if (!error)
		error = record_shot(&run->record, run->at, edge, &run->after);
	if (error || !inside)
		return error;
	run->has_after = run->died_inside = true;
	if (run->conf->ends == END_OOM) {
		autopsy_conclude(&run->autopsy, &run->start, &run->before, &run->after, &run->cap,
				 info);
		error = measure_autopsy(run);
	}
	return error ? error : account_settle(run);
}

static void free_run(struct run *run)
{
	if (run->scene_is_open)
		scene_close(&run->scene);
	shot_free(&run->before);
	shot_free(&run->after);
	shot_free(&run->start);
	autopsy_close(&run->autopsy);
	close_fd(&run->oom_watch);
	ledger_free(&run->ledger);
	free(run->pending.m);
	free(run->expected.m);
	free(run->measured.m);
}

/* Closes the files as the outcome asks; the exit code that this leads to. */
static int conclude(struct run *run, const struct drive *d, struct outcome outcome)
{
	int latest_error = 0, error;

	if (outcome.exit_code == EXIT_NOT_POSSIBLE || outcome.exit_code == EXIT_BAD_USAGE) {
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
	if (run->options->json)
		printf("%s\n", j.data);
	json_free(&j);
	if (error)
		record_abandon(&run->record);
	else
		error = record_finish(&run->record, &latest_error);
	if (error) {
		snprintf(run->problem, sizeof(run->problem), "cannot write results in %.150s: %s",
			 run->record.results.top, strerror(-error));
		return EXIT_CANNOT_WRITE;
	}
	if (latest_error)
		warnx("%s/latest could not be set: %s (the results are whole)",
		      run->record.results.top, strerror(-latest_error));
	return outcome.exit_code;
}

static int run_lab(struct run *run, int signals)
{
	char program[PATH_MAX], size[40], seed[80];
	char *argv[4] = {(char *)run->conf->name};
	int argc = 1;
	struct child child;

	format(program, sizeof(program), "%s/build/labs/%s", run->options->root, run->conf->name);
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
		.thp_never = !run->conf->thp_default,
		.procs = run->cap.procs,
		.cpu = run->conf->all_cpus ? -1 : run->options->lab_cpu,
		.has_adj = run->conf->has_adj,
		.adj = run->conf->adj,
	};
	struct drive d = {
		.roots = &system_roots,
		.lab = run->conf->name,
		.timeout_ns = (int64_t)run->conf->timeout_s * 1000 * 1000 * 1000,
		.sample_hz = run->options->sample_hz >= 0 ? run->options->sample_hz
							  : run->conf->sample_hz,
		.on = {run, on_started, on_message, on_edge, on_tick, on_watched, on_ended},
	};
	run->oom_watch = cap_watch_oom(&run->cap, &d.watch_events);
	d.watch = run->oom_watch;
	fflush(stdout);
	precache(&system_roots, program);
	int error = spawn(&how, &child);
	if (error) {
		record_remove(&run->record);
		warnx("%s: cannot be started: %s", run->conf->name, strerror(-error));
		return EXIT_MISSING;
	}
	struct outcome outcome = run_outcome(run, &d, (int)drive(&d, &child, signals));
	error = cap_destroy(&run->cap);
	if (error)
		warnx("the group %s could not be removed: %s. Type: build/pagelab clean",
		      run->cap.group.folder, strerror(-error));
	outcome.exit_code = conclude(run, &d, outcome);
	screen_end(run, outcome);
	return outcome.exit_code;
}

/* The lab's memory-limited group, or what to do to have one. An exit code. */
static int make_cap(struct run *run)
{
	struct cap_tries tries = *run->options->tries;

	for (int i = 0; i < (int)run->conf->steps; i++) {
		const struct value max = cap_max_at(run->conf, i, run->options->limit);

		if (max.known && check_fits(run, max.n, "LIMIT=16M") < 0) {
			screen_end(run, (struct outcome){"skipped", EXIT_NOT_POSSIBLE});
			return EXIT_NOT_POSSIBLE;
		}
	}
	int error = cap_make(&run->cap, &system_roots, run->conf, run->options->limit, &tries);

	if (!error)
		return EXIT_AS_EXPECTED;
	screen_no_room(run, &tries);
	return EXIT_NOT_POSSIBLE;
}

int run_once(const struct run_options *options, const struct labconf *conf, bool whole)
{
	struct run run = {.options = options, .conf = conf, .whole = whole, .oom_watch = -1};
	char path[PATH_MAX];
	int code;

	run.at.step = run.step;
	run.cap.lock = run.cap.procs = -1;
	int error = record_open(&run.record, options->results, conf->name, path);

	if (error) {
		record_remove(&run.record);
		warnx("%s: %s\nType: make lab-%s RESULTS=FOLDER, with a folder you may write", path,
		      strerror(-error), conf->name);
		return error == -ENOSPC || error == -EDQUOT ? EXIT_CANNOT_WRITE
							    : EXIT_CANNOT_CREATE;
	}
	env_read(&run.env, &system_roots);
	if (conf->limits && (code = make_cap(&run)) != EXIT_AS_EXPECTED) {
		record_remove(&run.record);
		return code;
	}
	autopsy_open(&run.autopsy);
	int signals = drive_signals(false);
	if (signals < 0)
		err(EXIT_MISSING, "signalfd");
	run.start_ns = now_ns();
	code = run_lab(&run, signals);
	close_fd(&signals);
	free_run(&run);
	return code;
}
