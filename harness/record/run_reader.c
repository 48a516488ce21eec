/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "i18n/intl.h"
#include "model/cause.h"
#include "record/run_reader_internal.h"
#include "record/schema.h"
#include "util/csv.h"
#include "util/folder.h"
#include "util/line.h"
#include "util/utf8.h"

/* STEPS_MAX: what is shown of a step is looked for in all series, which takes its time. */
enum { NAMES_MAX = 16, STEPS_MAX = 1000 };

/* A file on its way in: where in its rows each column stands that is wanted, −1 for nowhere. */
struct table {
	struct recorded *r;
	struct csv_reader csv;
	int place[NAMES_MAX];
};

static const char *text_at(const struct table *t, int column)
{
	const int place = t->place[column];

	return place < 0 || (size_t)place >= t->csv.cells ? "" : t->csv.cell[place];
}

static struct value value_at(const struct table *t, int column)
{
	const char *s = text_at(t, column);
	char *end;

	errno = 0;
	const long long n = strtoll(s, &end, 10);
	return end == s || *end || errno ? unknown : known(n);
}

/* False for a cell that is empty, or no number that can be drawn. */
static bool fraction(const struct table *t, int column, double *out)
{
	const char *s = text_at(t, column);
	char *end;

	*out = strtod(s, &end);
	return end != s && !*end && isfinite(*out);
}

static void text(const struct table *t, int column, char *out, size_t room)
{
	line_set(out, room, "%s", text_at(t, column));
	utf8_clean(out);
}

/* One more at the end of an array of things of that size, all zero, or NULL without memory. */
static void *grow(void *array, size_t *count, size_t *room, size_t size)
{
	char **const items = array;

	if (*count == *room) {
		const size_t wanted = *room ? 2 * *room : 16;
		char *grown = realloc(*items, wanted * size);

		if (!grown)
			return NULL;
		*items = grown;
		*room = wanted;
	}
	return memset(*items + (*count)++ * size, 0, size);
}

/* Calls take for each whole row. 0 or -errno; -EILSEQ: the first two columns are not there. */
static int each(struct recorded *r, int folder, enum file file, const char *const *names,
		int (*take)(struct table *t))
{
	struct table t = {.r = r};
	int error = csv_read_open(&t.csv, folder, schema_file(file));

	for (int i = 0; !error && names[i]; i++) {
		t.place[i] = -1;
		for (size_t k = 0; k < t.csv.cells; k++)
			if (strcmp(t.csv.cell[k], names[i]) == 0)
				t.place[i] = (int)k;
	}
	if (!error && (t.place[0] < 0 || t.place[1] < 0))
		error = -EILSEQ;
	const size_t cells = t.csv.cells;
	/* A row that is cut off is no row. */
	while (!error && csv_read_row(&t.csv) && t.csv.cells == cells)
		error = take(&t);
	error = error ? error : t.csv.error;
	csv_read_close(&t.csv);
	return error;
}

static const char *const step_names[] = {"seq",	    "step",  "role",	 "column",   "before",
					 "after",   "delta", "relation", "expected", "slack",
					 "verdict", "cause", NULL};

static struct recorded_step *step_at(struct recorded *r, const struct table *t)
{
	const struct value seq = value_at(t, 0);

	if (r->steps && r->step[r->steps - 1].seq == seq.n)
		return &r->step[r->steps - 1];
	if (r->steps == STEPS_MAX)
		return NULL;
	struct recorded_step *step = grow(&r->step, &r->steps, &r->steps_room, sizeof(*step));
	if (step) {
		step->seq = seq.n;
		text(t, 1, step->name, sizeof(step->name));
	}
	return step;
}

static int word_at(const char *word, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return 0;
}

static int take_step(struct table *t)
{
	if (!value_at(t, 0).known)
		return 0;
	struct recorded_step *step = step_at(t->r, t);
	struct ledger_row *row = step ? ledger_add(&step->ledger) : NULL;

	if (!row)
		return !step && t->r->steps == STEPS_MAX ? -E2BIG : -ENOMEM;
	text(t, 2, row->role, sizeof(row->role));
	text(t, 3, row->column, sizeof(row->column));
	row->metric = metric_find(row->column);
	row->before = value_at(t, 4);
	row->after = value_at(t, 5);
	row->delta = value_at(t, 6);
	row->relation = (enum relation)word_at(text_at(t, 7), relation_text, 4);
	row->expected = value_at(t, 8).n;
	row->slack = value_at(t, 9).n;
	row->verdict = (enum verdict)word_at(text_at(t, 10), verdict_text, 4);
	row->cause = cause_find(text_at(t, 11));
	return 0;
}

static const char *const sample_names[] = {"seq",	    "elapsed_ns",	"role",
					   "vm_size_kib",   "vm_rss_kib",	"minflt_total",
					   "majflt_total",  "cg_current_bytes", "cg_kernel_bytes",
					   "cg_file_bytes", "cg_anon_bytes",	NULL};

static int read_sample(struct table *t)
{
	struct recorded *r = t->r;

	if (!value_at(t, 0).known || !value_at(t, 1).known)
		return 0;
	struct recorded_sample *s = grow(&r->sample, &r->samples, &r->samples_room, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->seq = value_at(t, 0).n;
	s->elapsed_ns = value_at(t, 1).n;
	text(t, 2, s->role, sizeof(s->role));
	for (int i = 0; i < SAMPLE_COLUMNS; i++)
		s->values[i] = value_at(t, 3 + i);
	return 0;
}

static const char *const measure_names[] = {"seq", "name", "x", "value", "unit", NULL};

static int read_measure(struct table *t)
{
	struct recorded *r = t->r;
	double x = 0, value;

	/* No x is a measure too; no value is none. */
	if (!value_at(t, 0).known || !fraction(t, 3, &value) ||
	    (*text_at(t, 2) && !fraction(t, 2, &x)))
		return 0;
	struct recorded_measure *m = grow(&r->measure, &r->measures, &r->measures_room, sizeof(*m));

	if (!m)
		return -ENOMEM;
	m->seq = value_at(t, 0).n;
	text(t, 1, m->name, sizeof(m->name));
	m->has_x = *text_at(t, 2) != '\0';
	m->x = x;
	m->value = value;
	text(t, 4, m->unit, sizeof(m->unit));
	return 0;
}

static const char *const pages_names[] = {"seq", "edge", "start", "pages", "state", NULL};

static int read_pages(struct table *t)
{
	struct recorded *r = t->r;
	const struct value start = value_at(t, 2), pages = value_at(t, 3);

	if (!value_at(t, 0).known || !start.known || !pages.known || pages.n <= 0)
		return 0;
	struct recorded_pages *p = grow(&r->pages, &r->page_runs, &r->pages_room, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->seq = value_at(t, 0).n;
	p->is_after = strcmp(text_at(t, 1), "after") == 0;
	p->start = (uint64_t)start.n;
	p->pages = (uint64_t)pages.n;
	text(t, 4, p->state, sizeof(p->state));
	return 0;
}

static const char *const guess_names[] = {"seq", "column", "guess", "observed", NULL};

static int read_guess(struct table *t)
{
	struct recorded *r = t->r;
	char column[WIRE_NAME];

	if (!value_at(t, 0).known)
		return 0;
	struct recorded_guess *g = grow(&r->guess, &r->guesses, &r->guesses_room, sizeof(*g));
	if (!g)
		return -ENOMEM;
	g->seq = value_at(t, 0).n;
	text(t, 1, column, sizeof(column));
	predict_about(&g->of, column);
	g->of.guess = value_at(t, 2);
	g->of.observed = value_at(t, 3);
	return 0;
}

static const char *const room_names[] = {"role", "cg_max_bytes", NULL};

/* Ends the reading at the first. */
static int take_room(struct table *t)
{
	if (strcmp(text_at(t, 0), "group") == 0)
		t->r->room_bytes = value_at(t, 1);
	return t->r->room_bytes.known;
}

static int read_environment(struct recorded *r, int folder)
{
	CLEANUP_TEXT struct text json = {0};
	const int error = folder_read_file(&json, folder, "run.json", FOLDER_JSON_MIB);

	if (error < 0)
		return error;
	recorded_read_json(r, json.data);
	return r->id[0] && lab_name_is_valid(r->lab) ? 0 : -EILSEQ;
}

/* The run's series, which may be missing or foreign. Returns the file that error is of. */
static const char *read_series(struct recorded *r, int folder, int *error)
{
	static const struct {
		enum file file;
		const char *const *names;
		int (*take)(struct table *t);
	} series[] = {
		{FILE_STEPS, step_names, take_step},
		{FILE_SAMPLES, sample_names, read_sample},
		{FILE_MEASURES, measure_names, read_measure},
		{FILE_PAGES, pages_names, read_pages},
		{FILE_PREDICTIONS, guess_names, read_guess},
		{FILE_SNAPSHOTS, room_names, take_room},
	};

	for (size_t i = 0; i < sizeof(series) / sizeof(series[0]); i++) {
		const enum file file = series[i].file;

		if (file == FILE_SNAPSHOTS && !r->limit_bytes.known)
			continue;
		*error = each(r, folder, file, series[i].names, series[i].take);
		/* Not there, empty, or not ours: all else would be rows dropped in silence. */
		const bool is_missing =
			*error == -ENOENT || *error == -ENODATA || *error == -EILSEQ;
		if (*error < 0 && (!is_missing || file == FILE_STEPS))
			return schema_file(file);
	}
	*error = 0;
	return "";
}

static void say(int error, const char *folder, const char *file, char *problem, size_t room)
{
	char many[80];

	snprintf(many, sizeof(many), _("it has more than %d steps"), STEPS_MAX);
	snprintf(problem, room, "%s%s%s: %s", line_part(folder, 250), *file ? "/" : "", file,
		 error == -EILSEQ  ? _("not of a run of pagelab")
		 : error == -E2BIG ? many
				   : intl_error(-error));
}

int recorded_read_at(struct recorded *r, int fd, const char *folder, char *problem, size_t room)
{
	const char *file = "";
	struct stat info;

	*r = (struct recorded){0};
	int error = fd < 0 ? fd : fstat(fd, &info) < 0 ? -errno : 0;
	if (!line_set(r->folder, sizeof(r->folder), "%s", folder) && !error)
		error = -ENAMETOOLONG;
	if (!error) {
		r->device = info.st_dev;
		r->inode = info.st_ino;
	}
	if (!error && (error = read_environment(r, fd)) < 0)
		file = "run.json";
	if (!error)
		file = read_series(r, fd, &error);
	if (!error)
		error = recorded_take_units(r);
	if (error)
		say(error, folder, file, problem, room);
	return error;
}

int recorded_read(struct recorded *r, const char *folder, char *problem, size_t room)
{
	CLEANUP_FD int fd = folder_open(folder);

	return recorded_read_at(r, fd, folder, problem, room);
}

int recorded_reopen(const struct recorded *r)
{
	CLEANUP_FD int fd = folder_open(r->folder);
	struct stat info;

	if (fd < 0)
		return fd;
	if (fstat(fd, &info) < 0)
		return -errno;
	if (info.st_dev != r->device || info.st_ino != r->inode)
		return -ESTALE;
	const int same = fd;
	fd = -1;
	return same;
}

void recorded_free(struct recorded *r)
{
	for (size_t i = 0; i < r->steps; i++)
		ledger_free(&r->step[i].ledger);
	free(r->step);
	free(r->sample);
	free(r->measure);
	free(r->pages);
	free(r->guess);
	*r = (struct recorded){0};
}

const struct ledger_row *recorded_row(const struct recorded_step *step, const char *column)
{
	return ledger_find(&step->ledger, "lab", column);
}
