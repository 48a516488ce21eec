/* SPDX-License-Identifier: MIT */
/* What happens to the lab: its edges, the ticks between them, and its end. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/group_bounds.h"
#include "kernel/pages.h"
#include "run/run_internal.h"
#include "run/step_settle.h"
#include "screen/screen.h"
#include "util/clocks.h"
#include "util/exit_code.h"
#include "util/line.h"
#include "util/size.h"
#include "util/utf8.h"

static int on_page_run(void *self, const struct page_run *pages)
{
	struct run *run = self;

	if (run->options->show.map)
		pagemap_keep(run->has_after ? &run->session.map_after : &run->session.map_before,
			     pages->start, pages->pages, pages->state);
	return record_pages(&run->record, run->session.at, run->has_after ? "after" : "before",
			    pages->start, pages->pages, pages->state);
}

/* What it does not tell of the lab, it does not tell us of ourselves either. */
static bool is_untold(const char *name, int error)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/%s", system_roots.proc, getpid(), name);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 && -errno == error;
}

static int look_at_pages(struct run *run)
{
	/* A step that dies has no map after it: not that of the step before. */
	run->session.map_after.count = 0;
	if (!run->has_after)
		run->session.map_before.count = 0;
	for (size_t i = 0; i < run->regions.count; i++) {
		const uint64_t start = (uint64_t)run->regions.m[i].n;
		const uint64_t bytes = (uint64_t)run->regions.m[i].slack;
		int error = pages_scan(run->scene.roots, run->scene.pid, start, start + bytes,
				       on_page_run, run);

		/* Not telling is the kernel's right, all else is an error. */
		if (error < 0 && (run->record.pages.error || !is_untold("pagemap", error)))
			return error;
	}
	return 0;
}

static void look_at_mapping(struct run *run)
{
	run->session.mapping[0] = '\0';
	if (run->options->show.verbose && run->regions.count)
		pages_mapping(run->scene.roots, run->scene.pid, (uint64_t)run->regions.m[0].n,
			      run->session.mapping, sizeof(run->session.mapping));
}

static int shoot(struct run *run, struct shot *shot, const struct family *family, const char *edge)
{
	int error = scene_shoot(&run->scene, family, shot);

	if (!error)
		error = record_shot(&run->record, run->session.at, edge, shot);
	return error ? error : look_at_pages(run);
}

static int begin_step(struct run *run, const char *step)
{
	const struct messages empty = run->session.expected;
	int error = account_settle(run);

	if (error)
		return error;
	if (run->options->size.known && !run->session.size.known &&
	    strcmp(step, WIRE_NULL_STEP) != 0) {
		reason_say(&run->session.problem,
			   N_("SIZE means nothing to this lab; leave it out"));
		return run_end(run, "usage", EXIT_BAD_USAGE);
	}
	snprintf(run->session.step, sizeof(run->session.step), "%s", step);
	utf8_clean(run->session.step);
	run->session.at.seq += strcmp(step, WIRE_NULL_STEP) != 0;
	run->session.expected = run->pending;
	run->pending = empty;
	run->pending.count = run->session.measured.count = 0;
	return 0;
}

void run_show_group(struct run *run)
{
	struct session_group *g = &run->session.group;

	g->is_there = run->cap.lock >= 0;
	g->version = run->cap.group.version;
	g->how = run->cap.how;
	g->where = run->cap.where;
	g->swaps = run->cap.swaps;
	g->limit_bytes = run->cap.limit_bytes;
}

/* lab.conf may change the room at a step: within the same bounds. */
static int change_room(struct run *run)
{
	const int step = labconf_step(run->session.conf, run->session.step);
	const struct value max = cap_max_at(run->session.conf, step, run->options->limit);
	struct group parent = run->cap.group;
	struct promise promise;
	char wanted[32];
	int error;

	if (!max.known || run->cap.lock < 0)
		return 0;
	group_up(&parent);
	promise_find(&system_roots, &parent, run->cap.swaps, run->cap.group.folder, &promise);
	if (promise.most.known && max.n > promise.most.n) {
		reason_say(&run->session.problem,
			   N_("its room cannot grow to %s: by now others have taken what was left. "
			      "Run it again"),
			   size_show(max.n, wanted, sizeof(wanted)));
		return run_end(run, "skipped", EXIT_BUSY);
	}
	error = cap_change_max(&run->cap, &system_roots, max.n);
	run_show_group(run);
	if (!error)
		return 0;
	reason_say(&run->session.problem, N_("memory.max of its group cannot be %s: %s"),
		   size_show(max.n, wanted, sizeof(wanted)), strerror(-error));
	return run_end(run, "skipped", EXIT_NOT_POSSIBLE);
}

/* What the kernel log tells of the step, for a lab in which others die than itself. */
static int measure_log(struct run *run)
{
	const struct value kills = autopsy_read_log(&run->session.autopsy, &run->session.before);

	if (!kills.known || !labconf_needs(run->session.conf, "vm"))
		return 0;
	return run_take_own(run, OWN_LOGGED_KILLS, (double)kills.n);
}

static int on_edge(void *self, enum edge edge, const char *step, const struct family *family)
{
	struct run *run = self;
	int error;

	if (edge == EDGE_BEFORE) {
		if ((error = begin_step(run, step)) < 0)
			return error;
		if (run->session.at.seq > 0)
			screen_head(&run->session);
		if ((error = run_wait_for_people(run)) < 0)
			return error;
		error = shoot(run, &run->session.before, family, "before");
		run->has_before = !error;
		run_begin_kill(run);
		/* after the shot: so the step's account shows the change */
		return error ? error : change_room(run);
	}
	run->has_after = true;
	look_at_mapping(run);
	error = shoot(run, &run->session.after, family, "after");
	if (error || run->session.at.seq > 0)
		return error || (error = run_judge_kill(run)) ? error : measure_log(run);
	return shot_copy(&run->session.start, &run->session.after);
}

/* Of the texts that are read, and of those below /proc that lab.conf says its theory reckons with. */
static void note_replaced_texts(struct run *run)
{
	char needs[LABCONF_TEXT], file[REPLACED_NAME], kind[REPLACED_KIND], *save;

	scene_replaced(&run->scene, &run->session.replaced);
	line_set(needs, sizeof(needs), "%s", run->session.conf->needs);
	for (char *word = strtok_r(needs, " \t", &save); word; word = strtok_r(NULL, " \t", &save))
		if (line_set(file, sizeof(file), "/proc/%s", word) &&
		    replaced_text(&system_roots, word, kind))
			replaced_add(&run->session.replaced, file, kind);
}

static int on_started(void *self, pid_t pid)
{
	struct run *run = self;
	const bool capped = run->cap.lock >= 0;

	if (capped && !cap_holds(&run->cap, &system_roots, pid)) {
		reason_say(&run->session.problem, N_("it did not enter its group: not run"));
		return run_end(run, "skipped", EXIT_NOT_POSSIBLE);
	}
	int error = scene_open(&run->scene, &system_roots, pid, run->start_ns, capped);
	run->scene_is_open = true;
	note_replaced_texts(run);
	/* The group that it happens to be in has others in it: their figures are not the lab's. */
	if (run->session.conf->limits && run->session.conf->room_optional && !capped)
		run->scene.has_group = false;
	return error;
}

static bool run_is_inside(const struct run *run)
{
	return run->has_before && !run->has_after;
}

static int on_tick(void *self, uint64_t late)
{
	struct run *run = self;
	const bool inside = run_is_inside(run);
	const struct moment at = {run->session.at.seq, inside ? run->session.at.step : ""};
	struct sample sample;
	int error = 0;

	run->late_ticks += late;
	const bool there = sampler_read(&run->scene.sampler, &sample);
	const int64_t elapsed_ns = now_ns() - run->start_ns;
	if (run->scene.sampler.error)
		return run->scene.sampler.error;
	if (inside && run->session.conf->ends == END_OOM)
		error = autopsy_sample(&run->session.autopsy, elapsed_ns, there ? &sample : NULL);
	if (inside && there)
		forecast_sample(&run->forecast, elapsed_ns - run->session.before.elapsed_ns,
				&sample, run->cap.limit_bytes);
	if (error || !there)
		return error;
	return record_sample(&run->record, at, "lab", elapsed_ns, run->scene.pid, &sample);
}

static int on_watched(void *self)
{
	struct run *run = self;

	if (cap_oom_seen(run->oom_watch) && !run->session.autopsy.oom_event_ns.known)
		run->session.autopsy.oom_event_ns = known(now_ns() - run->start_ns);
	/* The room is full: worth a sample out of turn. */
	return on_tick(self, 0);
}

/* The autopsy's numbers are measures too, so that they are in the files and can be expected. */
static int measure_autopsy(struct run *run)
{
	const struct autopsy *a = &run->session.autopsy;
	const struct {
		enum own own;
		struct value value;
	} found[] = {
		{OWN_TOUCHED, a->touched},
		{OWN_TOUCHED_AT_DEATH, a->touched_at_death},
		{OWN_STARTUP, a->startup},
		{OWN_KERNEL, a->kernel},
		{OWN_FILE, a->file},
		{OWN_ACCOUNTED, a->accounted},
		{OWN_LIMIT, a->limit},
		{OWN_UNASSIGNED, a->unassigned},
		{OWN_OOM_EVENT, a->oom_event_ns},
		{OWN_LAST_GROWTH, a->last_growth_ns},
		{OWN_GONE, a->gone_ns},
		{OWN_REAPED, a->reaped_ns},
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]) && !error; i++)
		if (found[i].value.known)
			error = run_take_own(run, found[i].own, (double)found[i].value.n);
	return error;
}

static int on_ended(void *self, const siginfo_t *info)
{
	struct run *run = self;
	const bool inside = run_is_inside(run);

	/* The whole group dies, one after the other: what it counts is complete at the end. */
	if (inside && labconf_limit(run->session.conf, "memory.oom.group"))
		group_wait_empty(&run->cap.group, 2000);
	const char *edge = info->si_code == CLD_EXITED ? "exited" : "killed";
	int error = inside ? 0 : account_settle(run);

	if (!error)
		error = scene_shoot_zombie(&run->scene, &run->session.after);
	if (!error)
		error = record_shot(&run->record, run->session.at, edge, &run->session.after);
	if (error || !inside)
		return error;
	run->has_after = run->session.died_inside = true;
	if (run->session.conf->ends == END_OOM) {
		autopsy_conclude(&run->session.autopsy, &run->session.start, &run->session.before,
				 &run->session.after, &run->cap, info);
		error = measure_autopsy(run);
	}
	if (!error)
		error = run_judge_kill(run);
	return error ? error : account_settle(run);
}

struct drive_events run_events(struct run *run)
{
	return (struct drive_events){run,     on_started, run_on_message, on_edge,
				     on_tick, on_watched, on_ended};
}
