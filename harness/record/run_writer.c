/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "record/run_writer.h"
#include "record/schema.h"
#include "util/line.h"

int record_open(struct record *r, const char *results, const char *lab, char path[PATH_MAX])
{
	struct csv *const csv[] = {
		[FILE_SNAPSHOTS] = &r->snapshots, [FILE_STEPS] = &r->steps,
		[FILE_SAMPLES] = &r->samples,	  [FILE_MEASURES] = &r->measures,
		[FILE_PAGES] = &r->pages,
	};
	char header[8192];
	int error;

	*r = (struct record){.lab = lab};
	r->snapshots.fd = r->steps.fd = r->samples.fd = r->measures.fd = r->pages.fd = -1;
	r->predictions.fd = -1;
	if ((error = results_open(&r->results, results, lab, path)) < 0)
		return error;
	for (enum file file = 0; file < FILE_PREDICTIONS; file++) {
		error = csv_create(csv[file], r->results.folder, schema_file(file),
				   schema_header(file, header, sizeof(header)));
		if (error < 0) {
			line_add(path, PATH_MAX, "/%s", schema_file(file));
			return error;
		}
	}
	return 0;
}

int record_open_predictions(struct record *r)
{
	char header[256];

	return csv_create(&r->predictions, r->results.folder, schema_file(FILE_PREDICTIONS),
			  schema_header(FILE_PREDICTIONS, header, sizeof(header)));
}

/* The cells that every row begins with. */
static void begin(struct record *r, struct csv *csv, struct moment at)
{
	csv_word(csv, r->results.id);
	csv_text(csv, r->lab);
	csv_int(csv, at.seq);
	csv_text(csv, at.step);
}

int record_shot(struct record *r, struct moment at, const char *edge, const struct shot *shot)
{
	struct csv *csv = &r->snapshots;

	for (size_t i = 0; i < shot->count; i++) {
		const struct view *view = &shot->view[i];

		begin(r, csv, at);
		csv_word(csv, edge);
		csv_text(csv, view->role);
		csv_int(csv, shot->elapsed_ns);
		csv_value(csv, view->pid ? known(view->pid) : unknown);
		csv_text(csv, view->comm);
		for (size_t m = 0; m < metric_count; m++)
			csv_value(csv, view->values[m]);
		csv_end(csv);
	}
	return csv->error;
}

int record_ledger(struct record *r, struct moment at, const struct ledger *ledger)
{
	struct csv *csv = &r->steps;

	for (size_t i = 0; i < ledger->count; i++) {
		const struct ledger_row *row = &ledger->row[i];
		const bool expected = row->relation != RELATION_NONE;

		begin(r, csv, at);
		csv_text(csv, row->role);
		csv_text(csv, row->column);
		csv_value(csv, row->before);
		csv_value(csv, row->after);
		csv_value(csv, row->delta);
		csv_word(csv, relation_text[row->relation]);
		csv_value(csv, expected ? known(row->expected) : unknown);
		csv_value(csv, expected ? known(row->slack) : unknown);
		csv_word(csv, verdict_text[row->verdict]);
		csv_word(csv, row->cause ? row->cause->name : "");
		csv_end(csv);
	}
	return csv->error;
}

int record_sample(struct record *r, struct moment at, const char *role, int64_t elapsed_ns,
		  pid_t pid, const struct sample *sample)
{
	struct csv *csv = &r->samples;
	struct value values[SAMPLE_COLUMNS];

	sample_values(sample, values);
	begin(r, csv, at);
	csv_text(csv, role);
	csv_int(csv, elapsed_ns);
	csv_int(csv, pid);
	for (size_t i = 0; i < SAMPLE_COLUMNS; i++)
		csv_value(csv, values[i]);
	csv_end(csv);
	return csv->error;
}

int record_measure(struct record *r, struct moment at, const struct message *measure)
{
	struct csv *csv = &r->measures;

	begin(r, csv, at);
	csv_text(csv, measure->name);
	if (measure->has_x)
		csv_double(csv, measure->x);
	else
		csv_value(csv, unknown);
	csv_double(csv, measure->value);
	csv_text(csv, measure->other);
	csv_end(csv);
	return csv->error;
}

int record_pages(struct record *r, struct moment at, const char *edge, uint64_t start,
		 uint64_t pages, const char *state)
{
	struct csv *csv = &r->pages;

	begin(r, csv, at);
	csv_word(csv, edge);
	csv_int(csv, (int64_t)start);
	csv_int(csv, (int64_t)pages);
	csv_word(csv, state);
	csv_end(csv);
	return csv->error;
}

int record_guess(struct record *r, struct moment at, const struct guess *guess)
{
	struct csv *csv = &r->predictions;

	begin(r, csv, at);
	csv_text(csv, guess->column);
	csv_value(csv, guess->guess);
	csv_value(csv, guess->observed);
	csv_int(csv, guess->guess.known);
	csv_end(csv);
	return csv->error;
}

void record_rows_json(const struct record *r, struct json *j)
{
	json_int(j, "snapshots_rows", (int64_t)r->snapshots.rows);
	json_int(j, "steps_rows", (int64_t)r->steps.rows);
	json_int(j, "samples_rows", (int64_t)r->samples.rows);
	json_int(j, "measures_rows", (int64_t)r->measures.rows);
	json_int(j, "pages_rows", (int64_t)r->pages.rows);
	if (r->predictions.fd >= 0)
		json_int(j, "predictions_rows", (int64_t)r->predictions.rows);
}

/* Every file of the record, to do the same with each. */
#define EACH_CSV(r)                                                                                \
	{                                                                                          \
		&(r)->snapshots, &(r)->steps, &(r)->samples, &(r)->measures, &(r)->pages,          \
			&(r)->predictions                                                          \
	}

int record_error(const struct record *r)
{
	const struct csv *const files[] = EACH_CSV(r);
	int error = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !error; i++)
		error = files[i]->error;
	return error;
}

static int close_files(struct record *r)
{
	struct csv *const files[] = EACH_CSV(r);
	int error = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int closed = csv_close(files[i]);

		error = error ? error : closed;
	}
	return error;
}

int record_finish(struct record *r, int *latest_error)
{
	int error = close_files(r);

	*latest_error = 0;
	if (!error)
		error = schema_write(r->results.folder, r->lab, r->results.id);
	if (error) {
		results_abandon(&r->results);
		return error;
	}
	return results_finish(&r->results, latest_error);
}

void record_abandon(struct record *r)
{
	close_files(r);
	results_abandon(&r->results);
}

void record_remove(struct record *r)
{
	close_files(r);
	results_remove(&r->results);
}
