/* SPDX-License-Identifier: MIT */
/*
 * pagelab run -- CMD: any program, unchanged, as one step with a time series. Before is its first
 * sample after exec, after is its last one; nothing is expected.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "record/run_writer.h"
#include "record/schema.h"
#include "run/drive.h"
#include "run/limits.h"
#include "run/watch.h"
#include "util/clocks.h"
#include "util/exit_code.h"
#include "util/failed.h"
#include "util/size.h"
#include "util/version.h"

static const char lab[] = "run", step[] = "command";
static const struct moment at = {1, step};

enum { EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127, USUAL_HZ = 1000 };

struct watch {
	const struct run_options *options;
	struct record record;
	struct sampler sampler;
	pid_t pid;
	int64_t start_ns;
	struct sample first, last;
	int64_t most_rss_kib;
	int64_t first_ns, last_ns;
	uint64_t samples, late_ticks;
	bool is_recorded; /* the record is open */
	int signals;
};

static int take_sample(struct watch *w)
{
	struct sample sample;

	/* A text that fails is said at the end: the program is not ended for it. */
	if (!sampler_read(&w->sampler, &sample) || w->sampler.error)
		return 0;
	w->last = sample;
	if (sample.vm_rss_kib.n > w->most_rss_kib)
		w->most_rss_kib = sample.vm_rss_kib.n;
	w->last_ns = now_ns() - w->start_ns;
	if (w->samples++ == 0) {
		w->first = sample;
		w->first_ns = w->last_ns;
	}
	return record_sample(&w->record, at, "lab", w->last_ns, w->pid, &sample);
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

static void sample_to_view(const struct watch *w, const struct sample *sample, struct view *view)
{
	struct value values[SAMPLE_COLUMNS];

	*view = (struct view){.role = "lab", .scope = SCOPE_PROCESS, .pid = w->pid};
	sample_values(sample, values);
	for (size_t i = 0; i < SAMPLE_COLUMNS; i++)
		view->values[metric_find(sample_columns[i])] = values[i];
	/* The group's columns are not the process's. */
	for (size_t i = 0; i < metric_count; i++)
		if (metric_scope(&metrics[i]) != SCOPE_PROCESS)
			view->values[i] = unknown;
}

static int record_edge(struct watch *w, const char *edge, const struct sample *sample, int64_t ns)
{
	struct view view;
	struct shot shot = {.elapsed_ns = ns, .view = &view, .count = 1};

	sample_to_view(w, sample, &view);
	return record_shot(&w->record, at, edge, &shot);
}

static int record_steps(struct watch *w)
{
	struct view before, after;
	struct ledger ledger = {0};

	sample_to_view(w, &w->first, &before);
	sample_to_view(w, &w->last, &after);
	for (size_t i = 0; i < SAMPLE_COLUMNS; i++) {
		const int m = metric_find(sample_columns[i]);
		struct ledger_row *row;

		if (metric_scope(&metrics[m]) != SCOPE_PROCESS)
			continue;
		if (!(row = ledger_add(&ledger)))
			return -ENOMEM;
		strcpy(row->role, "lab");
		snprintf(row->column, sizeof(row->column), "%s", sample_columns[i]);
		row->metric = m;
		row->before = before.values[m];
		row->after = after.values[m];
		row->delta = value_delta(row->before, row->after);
	}
	int error = record_ledger(&w->record, at, &ledger);
	ledger_free(&ledger);
	return error;
}

static int watch_ended(void *self, const siginfo_t *info)
{
	struct watch *w = self;
	struct sample end = {0};
	struct text text = {0};
	struct value values[METRICS_MAX] = {0};
	int error = 0;

	if (w->samples) {
		error = record_edge(w, "before", &w->first, w->first_ns);
		if (!error)
			error = record_edge(w, "after", &w->last, w->last_ns);
		if (!error)
			error = record_steps(w);
	}
	if (w->sampler.stat >= 0 && text_pread(&text, w->sampler.stat) == 0)
		parse_source(SOURCE_STAT, text.data, text.len, NULL, values);
	end.minflt = values[metric_find("minflt_total")];
	end.majflt = values[metric_find("majflt_total")];
	text_free(&text);
	return error ? error
		     : record_edge(w, info->si_code == CLD_EXITED ? "exited" : "killed", &end,
				   now_ns() - w->start_ns);
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

static int write_json(struct watch *w, char **argv, int sample_hz, int code)
{
	struct json j = {0};
	struct env env;

	env_read(&env, &system_roots);
	json_open(&j, NULL, '{');
	json_int(&j, "schema_version", SCHEMA_VERSION);
	json_string(&j, "pagelab_version", PAGELAB_VERSION);
	json_string(&j, "run_id", w->record.results.id);
	json_string(&j, "lab", lab);
	json_string(&j, "outcome", "watched");
	json_int(&j, "exit_code", code);
	json_int(&j, "page_size_bytes", env.page_size);
	json_open(&j, "command", '[');
	for (char **word = argv; *word; word++)
		json_string(&j, NULL, *word);
	json_close(&j, ']');
	json_open(&j, "parameters", '{');
	json_int(&j, "sample_hz", sample_hz);
	json_close(&j, '}');
	record_rows_json(&w->record, &j);
	json_int(&j, "late_ticks", (int64_t)w->late_ticks);
	env_json(&env, &j);
	json_close(&j, '}');
	int error = json_write(&j, w->record.results.folder, "run.json");
	json_free(&j);
	return error;
}

static void print_summary(const struct watch *w, const char *top, const char *run)
{
	char from[32], to[32], most[32], faults[32];

	if (w->options->show.quiet)
		return;
	size_show(w->first.vm_rss_kib.n * 1024, from, sizeof(from));
	if (w->samples == 0)
		fprintf(stderr, _("run: it was over before the first sample\n"));
	else if (w->samples == 1)
		fprintf(stderr,
			_("run: seen only once, in RAM %s: it was over before the next sample\n"),
			from);
	else
		fprintf(stderr,
			_("run: in RAM %s -> %s, at most %s; %s page faults; %llu samples (%llu "
			  "late)\n"),
			from, size_show(w->last.vm_rss_kib.n * 1024, to, sizeof(to)),
			size_show(w->most_rss_kib * 1024, most, sizeof(most)),
			count_show(value_delta(w->first.minflt, w->last.minflt).n, false, faults,
				   sizeof(faults)),
			(unsigned long long)w->samples, (unsigned long long)w->late_ticks);
	fprintf(stderr, _("FILES   %s/%s/   samples.csv\n"), top, run);
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
		error = write_json(w, argv, d->sample_hz, code);
	if (!error)
		error = record_finish(&w->record, &latest_error);
	if (error)
		return give_up(w, error, record_error(&w->record) ? EXIT_CANNOT_WRITE : code);
	print_summary(w, w->record.results.top, latest_error ? w->record.results.id : "latest");
	return code;
}

/* Signals that wait, a folder, the program. An exit code; 0: it runs. */
static int start_watched(struct watch *w, char **argv, struct child *child)
{
	const struct spawn how = {.program = argv[0], .argv = argv, .cpu = -1, .procs = -1};
	char path[PATH_MAX] = "";

	if (!limits_suffice(lab, true))
		return EXIT_NOT_POSSIBLE;
	if ((w->signals = drive_signals(true)) < 0) {
		warnx("%s: %s", failed_what(w->signals), intl_error(-w->signals));
		return EXIT_NOT_POSSIBLE;
	}
	int error = record_open(&w->record, w->options->results, lab, path);
	w->is_recorded = true;
	if (error) {
		warnx("%s: %s", path, intl_error(-error));
		return EXIT_CANNOT_CREATE;
	}
	w->start_ns = now_ns();
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
	return code;
}
