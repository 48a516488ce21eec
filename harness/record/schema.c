/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/metrics.h"
#include "kernel/sample.h"
#include "record/schema.h"
#include "util/folder.h"
#include "util/json.h"
#include "util/line.h"

struct field {
	const char *name, *type, *meaning;
};

#define RUN                                                                                        \
	{"run_id", "string", "the run: UTC time, host, pid and number"},                           \
		{"lab", "string", "the lab"},                                                      \
		{"seq", "integer", "the number of the step; 0 is the empty step"},                 \
	{                                                                                          \
		"step", "string", "the name of the step"                                           \
	}

static const struct field snapshots[] = {
	RUN,
	{"edge", "string", "before, after, exited or killed"},
	{"role", "string", "lab, the name of a child, group or system"},
	{"elapsed_ns", "integer", "since the run began"},
	{"pid", "integer", "of the process; empty for group and system"},
	{"comm", "string", "the process's name at this moment"},
	{NULL, NULL, NULL},
};

static const struct field steps[] = {
	RUN,
	{"role", "string", "lab, the name of a child, group or system"},
	{"column", "string", "a column of snapshots.csv, or m:NAME for a measure"},
	{"before", "integer", "at the before edge; empty: not available"},
	{"after", "integer", "at the after edge; empty: not available"},
	{"delta", "integer", "after - before; of a measure: its value, rounded"},
	{"relation", "string", "what the lab expects of delta: =, <=, >= or nothing"},
	{"expected", "integer", "by theory"},
	{"slack", "integer", "how far off delta may be"},
	{"verdict", "string", "holds, deviates, unknown (not available) or nothing"},
	{"cause", "string", "why it deviates, where that is proven"},
	{NULL, NULL, NULL},
};

static const struct field samples[] = {
	RUN,
	{"role", "string", "lab or the name of a child"},
	{"elapsed_ns", "integer", "since the run began"},
	{"pid", "integer", "of the process"},
	{NULL, NULL, NULL},
};

static const struct field measures[] = {
	RUN,
	{"name", "string", "what was measured"},
	{"x", "number", "for which value of the thing that was varied; empty: nothing was"},
	{"value", "number", "the number"},
	{"unit", "string", "its unit"},
	{NULL, NULL, NULL},
};

static const struct field pages[] = {
	RUN,
	{"edge", "string", "before or after"},
	{"start", "integer", "the address of the first page"},
	{"pages", "integer", "how many pages in a row are in this state"},
	{"state", "string", "absent, zero, present, huge, file or swapped"},
	{NULL, NULL, NULL},
};

static const struct field predictions[] = {
	RUN,
	{"column", "string", "a column of steps.csv; of the lab, the group or the system"},
	{"guess", "integer", "the change that was guessed, in the column's unit; empty: none was"},
	{"observed", "integer", "the change that was seen; empty: not available"},
	{"score", "integer", "1: a guess was made, 0: none was. Nothing else is graded"},
	{NULL, NULL, NULL},
};

/* Behind its own columns a file has those of the kernel, or the cheap ones of them, or none. */
enum behind { NOTHING, METRICS, SAMPLED };

static const struct {
	const char *name, *path, *title;
	const struct field *fields;
	enum behind behind;
} files[FILES] = {
	[FILE_SNAPSHOTS] = {"snapshots", "snapshots.csv",
			    "one process, the group or the system at one edge of a step", snapshots,
			    METRICS},
	[FILE_STEPS] = {"steps", "steps.csv", "one column's change over one step", steps, NOTHING},
	[FILE_SAMPLES] = {"samples", "samples.csv", "one point of the time series", samples,
			  SAMPLED},
	[FILE_MEASURES] = {"measures", "measures.csv", "one number that the lab measured itself",
			   measures, NOTHING},
	[FILE_PAGES] = {"pages", "pages.csv", "one run of pages in one state at one edge", pages,
			NOTHING},
	[FILE_PREDICTIONS] = {"predictions", "predictions.csv",
			      "one guess that was asked for before a step", predictions, NOTHING},
};

/* Calls visit for every column of the file, in order. */
static void each_column(enum file file, void (*visit)(void *self, const struct field *f),
			void *self)
{
	for (const struct field *f = files[file].fields; f->name; f++)
		visit(self, f);
	for (size_t i = 0; files[file].behind == METRICS && i < metric_count; i++)
		visit(self, &(struct field){metrics[i].column, "integer", metrics[i].meaning});
	for (size_t i = 0; files[file].behind == SAMPLED && i < SAMPLE_COLUMNS; i++)
		visit(self, &(struct field){sample_columns[i], "integer",
					    metrics[metric_find(sample_columns[i])].meaning});
}

struct header {
	char *out;
	size_t room;
};

static void add_to_header(void *self, const struct field *f)
{
	struct header *h = self;

	line_add(h->out, h->room, "%s%s", h->out[0] ? "," : "", f->name);
}

const char *schema_file(enum file file)
{
	return files[file].path;
}

const char *schema_header(enum file file, char *out, size_t room)
{
	struct header h = {out, room};

	out[0] = '\0';
	each_column(file, add_to_header, &h);
	return out;
}

static void add_to_json(void *self, const struct field *f)
{
	struct json *j = self;
	const int i = metric_find(f->name);

	json_open(j, NULL, '{');
	json_string(j, "name", f->name);
	json_string(j, "type", f->type);
	json_string(j, "description", f->meaning);
	if (i >= 0)
		json_string(j, "unit", metric_unit(&metrics[i]));
	json_close(j, '}');
}

static void add_resource(struct json *j, enum file file)
{
	json_open(j, NULL, '{');
	json_string(j, "name", files[file].name);
	json_string(j, "path", files[file].path);
	json_string(j, "title", files[file].title);
	json_string(j, "profile", "tabular-data-resource");
	json_string(j, "format", "csv");
	json_string(j, "mediatype", "text/csv");
	json_string(j, "encoding", "utf-8");
	json_open(j, "schema", '{');
	json_open(j, "fields", '[');
	each_column(file, add_to_json, j);
	json_close(j, ']');
	json_open(j, "missingValues", '[');
	json_string(j, NULL, "");
	json_close(j, ']');
	json_close(j, '}');
	json_close(j, '}');
}

int schema_write(int folder, const char *lab, const char *run_id)
{
	struct json j = {0};
	char name[256], title[256];

	/* A name has lower-case letters, digits, ".", "-" and "_" only. */
	snprintf(name, sizeof(name), "pagelab-%s-%s", lab, run_id);
	for (char *s = name; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	snprintf(title, sizeof(title), "Pagelab: one run of %s", lab);
	json_open(&j, NULL, '{');
	json_string(&j, "profile", "tabular-data-package");
	json_string(&j, "name", name);
	json_string(&j, "title", title);
	json_int(&j, "schema_version", SCHEMA_VERSION);
	json_open(&j, "resources", '[');
	for (enum file file = 0; file < FILES; file++)
		if (file != FILE_PREDICTIONS ||
		    folder_has(folder, files[file].path) != 0)
			add_resource(&j, file);
	json_close(&j, ']');
	json_close(&j, '}');
	int error = json_write(&j, folder, "datapackage.json");
	json_free(&j);
	return error;
}
