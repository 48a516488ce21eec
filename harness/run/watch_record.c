/* SPDX-License-Identifier: MIT */
/* watch_record: what was seen of a program that was watched, into files and in a line. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "kernel/env.h"
#include "record/schema.h"
#include "run/watch_internal.h"
#include "util/line.h"
#include "util/size.h"
#include "util/version.h"

const char watch_lab[] = "run";
static const char command_step[] = "command";
const struct moment watch_moment = {1, command_step};

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
	return record_shot(&w->record, watch_moment, edge, &shot);
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
	int error = record_ledger(&w->record, watch_moment, &ledger);
	ledger_free(&ledger);
	return error;
}

/* proc_pid_stat(5) of a process that ended tells its faults, and no memory. */
static void read_faults(struct watch *w, struct sample *end)
{
	struct text text = {0};
	struct value values[METRICS_MAX] = {0};

	if (w->sampler.stat >= 0 && text_pread(&text, w->sampler.stat) == 0)
		parse_source(SOURCE_STAT, text.data, text.len, NULL, values);
	text_free(&text);
	end->minflt = values[metric_find("minflt_total")];
	end->majflt = values[metric_find("majflt_total")];
}

int watch_record_edges(struct watch *w, const char *edge)
{
	struct sample end = {0};
	int error = 0;

	read_faults(w, &end);
	w->minflt = end.minflt;
	w->first.minflt = known(w->before->ru_minflt);
	w->first.majflt = known(w->before->ru_majflt);
	w->last.minflt = end.minflt;
	w->last.majflt = end.majflt;
	if (w->samples) {
		error = record_edge(w, "before", &w->first, w->first_ns);
		if (!error)
			error = record_edge(w, "after", &w->last, w->last_ns);
		if (!error)
			error = record_steps(w);
	}
	return error ? error : record_edge(w, edge, &end, w->end_ns);
}

int watch_record_json(struct watch *w, char **argv, int sample_hz, int code)
{
	struct json j = {0};
	struct env env;

	env_read(&env, &system_roots);
	json_open(&j, NULL, '{');
	json_int(&j, "schema_version", SCHEMA_VERSION);
	json_string(&j, "pagelab_version", PAGELAB_VERSION);
	json_string(&j, "run_id", w->record.results.id);
	json_string(&j, "lab", watch_lab);
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

/* Page faults, and whether children had a part of them. */
static void faults_show(const struct watch *w, char *out, size_t room)
{
	const int64_t all = w->usage.ru_minflt + w->usage.ru_majflt -
			    (w->before->ru_minflt + w->before->ru_majflt);
	char count[32];

	if (!w->has_usage) {
		line_set(out, room, "%s", _("page faults unknown"));
		return;
	}
	count_show(all, false, count, sizeof(count));
	if (w->minflt.known && w->usage.ru_minflt > w->minflt.n)
		line_set(out, room, _("%s page faults, its children's too"), count);
	else
		line_set(out, room, n_("%s page fault", "%s page faults", (unsigned long)all),
			 count);
}

/*
 * A bound for the program and each child that it waited for (ru_maxrss, getrusage(2)). Of a program
 * that stays below what this process had when it was forked it is that: execve(2) keeps the
 * maximum.
 */
static void most_show(const struct watch *w, char *out, size_t room)
{
	if (w->has_usage)
		size_show((int64_t)w->usage.ru_maxrss * 1024, out, room);
	else
		line_set(out, room, "?");
}

void watch_print(const struct watch *w, const char *run)
{
	char most[32], faults[200];

	if (w->options->show.quiet)
		return;
	faults_show(w, faults, sizeof(faults));
	most_show(w, most, sizeof(most));
	fprintf(stderr,
		n_("run: at most %s in RAM in one process; %s; %llu sample (%llu late)\n",
		   "run: at most %s in RAM in one process; %s; %llu samples (%llu late)\n",
		   w->samples),
		most, faults, (unsigned long long)w->samples, (unsigned long long)w->late_ticks);
	fprintf(stderr, _("FILES   %s/%s/   samples.csv\n"), w->record.results.top, run);
}
