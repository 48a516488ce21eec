/* SPDX-License-Identifier: MIT */
/*
 * pagelab run -- CMD: any program, unchanged, as one step with a time series. Nothing is expected.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "run/limits.h"
#include "run/watch_internal.h"
#include "util/clocks.h"
#include "util/exit_code.h"
#include "util/failed.h"

enum { EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127, USUAL_HZ = 1000 };

static int take_sample(struct watch *w)
{
	struct sample sample;

	/* A text that fails is said at the end: the program is not ended for it. */
	if (!sampler_read(&w->sampler, &sample) || w->sampler.error)
		return 0;
	w->last = sample;
	w->last_ns = now_ns() - w->start_ns;
	if (w->samples++ == 0) {
		w->first = sample;
		w->first_ns = w->last_ns;
	}
	return record_sample(&w->record, watch_moment, "lab", w->last_ns, w->pid, &sample);
}

static int watch_started(void *self, pid_t pid)
{
	struct watch *w = self;
	struct group group;
	const bool has_group = group_find(&system_roots, pid, &group) == 0;

	w->pid = pid;
	w->sampler.error =
		sampler_open(&w->sampler, &system_roots, pid, has_group ? &group : NULL, false);
	return w->sampler.error ? 0 : take_sample(w);
}

static int watch_tick(void *self, uint64_t late)
{
	struct watch *w = self;

	w->late_ticks += late;
	return take_sample(w);
}

/* The kernel's own account of it, which stays until it is waited for. */
static int watch_ended(void *self, const siginfo_t *info)
{
	struct watch *w = self;

	w->end_ns = now_ns() - w->start_ns;
	/* The call, and not glibc's: with who it looked at, it tells what they used. */
	w->has_usage = syscall(SYS_waitid, P_PID, (id_t)w->pid, NULL, WEXITED | WNOWAIT | WNOHANG,
			       &w->usage) == 0;
	return watch_record_edges(w, info->si_code == CLD_EXITED ? "exited" : "killed");
}

static int exit_code_of(const struct drive *d, enum drive_end end)
{
	if (end == DRIVE_NOT_STARTED)
		return d->error == -ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
	if (end == DRIVE_INTERRUPTED)
		return 128 + d->error;
	if (end != DRIVE_ENDED)
		return EXIT_CANNOT_WRITE;
	return d->info.si_code == CLD_EXITED ? d->info.si_status : 128 + d->info.si_status;
}

/* What was seen of it is not whole: said, and no success even where the program has one. */
static int give_up(struct watch *w, int error, int code)
{
	const char *what = failed_what(error);

	warnx(_("%s: results cannot be written: %s"),
	      record_error(&w->record) || !*what ? w->record.results.top : what,
	      intl_error(-error));
	record_abandon(&w->record);
	return code == EXIT_AS_EXPECTED ? EXIT_CANNOT_WRITE : code;
}

/* Files and names, once the command is over. */
static int finish_watch(struct watch *w, struct drive *d, enum drive_end end, char **argv)
{
	const int code = exit_code_of(d, end);
	int latest_error = 0, error = w->sampler.error;

	if (end == DRIVE_NOT_STARTED) {
		warnx("%s: %s", argv[0], intl_error(-d->error));
		record_remove(&w->record);
		return code;
	}
	if (end == DRIVE_INTERRUPTED) {
		record_abandon(&w->record);
		return code;
	}
	if (end != DRIVE_ENDED)
		return give_up(w, d->error, code);
	if (!error)
		error = watch_record_json(w, argv, d->sample_hz, code);
	if (!error)
		error = record_finish(&w->record, &latest_error);
	if (error)
		return give_up(w, error, record_error(&w->record) ? EXIT_CANNOT_WRITE : code);
	watch_print(w, latest_error ? w->record.results.id : "latest");
	return code;
}

/* Signals that wait, a folder, the program. An exit code; 0: it runs. */
static int start_watched(struct watch *w, char **argv, struct child *child)
{
	struct spawn how = {.program = argv[0], .argv = argv, .cpu = -1, .procs = -1};
	char path[PATH_MAX] = "";

	if (!limits_suffice(watch_lab, true))
		return EXIT_NOT_POSSIBLE;
	if ((w->signals = drive_signals(true)) < 0) {
		warnx("%s: %s", failed_what(w->signals), intl_error(-w->signals));
		return EXIT_NOT_POSSIBLE;
	}
	int error = record_open(&w->record, w->options->results, watch_lab, path);
	w->is_recorded = true;
	if (error) {
		warnx("%s: %s", path, intl_error(-error));
		return EXIT_CANNOT_CREATE;
	}
	w->start_ns = now_ns();
	w->before = mmap(NULL, sizeof(*w->before), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w->before == MAP_FAILED) {
		warnx("mmap(2): %s", intl_error(errno));
		return EXIT_MISSING;
	}
	how.before = w->before;
	if ((error = spawn(&how, child)) < 0) {
		warnx("%s: %s: %s", argv[0], failed_what(error), intl_error(-error));
		return EXIT_MISSING;
	}
	return EXIT_AS_EXPECTED;
}

int watch_command(const struct run_options *options, char **argv)
{
	struct watch w = {
		.options = options,
		.signals = -1,
		.sampler = {.statm = -1, .stat = -1, .usage = -1, .kernel = -1, .group_stat = -1}};
	struct drive d = {
		.roots = &system_roots,
		.sample_hz = options->sample_hz > 0 ? options->sample_hz : USUAL_HZ,
		.on = {&w, watch_started, NULL, NULL, watch_tick, NULL, watch_ended},
	};
	struct child child;
	int code = start_watched(&w, argv, &child);

	if (code == EXIT_AS_EXPECTED)
		code = finish_watch(&w, &d, drive(&d, &child, w.signals), argv);
	/* The one way out: of a record that is closed nothing is removed. */
	if (w.is_recorded)
		record_remove(&w.record);
	sampler_close(&w.sampler);
	close_fd(&w.signals);
	if (w.before && w.before != MAP_FAILED)
		munmap(w.before, sizeof(*w.before));
	return code;
}
