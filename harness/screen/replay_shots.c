/* SPDX-License-Identifier: MIT */
/* The moments of a recorded run that the screen looks back at, from snapshots.csv. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/autopsy.h"
#include "record/schema.h"
#include "screen/replay_internal.h"
#include "util/csv.h"
#include "util/file.h"
#include "util/utf8.h"

/* The columns that are looked for, before those of the metrics. */
enum { SEQ, EDGE, ROLE, ELAPSED, PID, NAMES };

struct reader {
	struct session *session;
	struct replay_ends *ends;
	struct csv_reader csv;
	int place[NAMES + METRICS_MAX]; /* -1: not there */
	struct value logged;		/* the pid that the kernel's line tells of */
	int64_t seq;			/* of the moment that is being read */
	char edge[16];
};

static int place_of(const struct csv_reader *csv, const char *name)
{
	for (size_t i = 0; i < csv->cells; i++)
		if (strcmp(csv->cell[i], name) == 0)
			return (int)i;
	return -1;
}

static const char *cell(const struct reader *t, size_t column)
{
	return t->place[column] < 0 ? "" : t->csv.cell[t->place[column]];
}

static struct value number(const struct reader *t, size_t column)
{
	const char *s = cell(t, column);

	return replay_honest(parse_number(&s, s + strlen(s)));
}

/* Where the row's moment is kept: each step's is forgotten when the next one's comes. */
static struct shot *shot_of(struct reader *t, int64_t seq, const char *edge)
{
	const bool is_new = seq != t->seq || strcmp(edge, t->edge) != 0;
	const bool is_before = strcmp(edge, "before") == 0, is_after = strcmp(edge, "after") == 0;
	struct shot *shot = is_before		   ? &t->session->before
			    : is_after && seq == 0 ? &t->session->start
						   : &t->session->after;

	if (!is_new)
		return shot;
	t->seq = seq;
	snprintf(t->edge, sizeof(t->edge), "%s", edge);
	shot_clear(shot);
	if (is_before)
		t->ends->died_in = seq;
	else if (is_after)
		t->ends->died_in = 0;
	return shot;
}

static int add_view(const struct reader *t, struct shot *shot)
{
	struct view *view = realloc(shot->view, (shot->count + 1) * sizeof(*view));

	if (!view)
		return -ENOMEM;
	shot->view = view;
	shot->room = shot->count + 1;
	view += shot->count++;
	*view = (struct view){0};
	snprintf(view->role, sizeof(view->role), "%s", cell(t, ROLE));
	for (size_t i = 0; i < metric_count; i++)
		view->values[i] = number(t, NAMES + i);
	return 0;
}

static int take(struct reader *t)
{
	static const char *const looked_at[] = {"lab", "group", "system"};
	const struct value seq = number(t, SEQ), elapsed = number(t, ELAPSED), pid = number(t, PID);
	const char *role = cell(t, ROLE);

	if (!seq.known || !elapsed.known)
		return 0;
	struct shot *shot = shot_of(t, seq.n, cell(t, EDGE));
	shot->elapsed_ns = elapsed.n;
	if (pid.known && t->logged.known && pid.n == t->logged.n) {
		snprintf(t->ends->log_role, sizeof(t->ends->log_role), "%s", role);
		utf8_clean(t->ends->log_role);
	}
	for (size_t i = 0; i < sizeof(looked_at) / sizeof(looked_at[0]); i++)
		if (strcmp(role, looked_at[i]) == 0 && !shot_find(shot, role, 0))
			return add_view(t, shot);
	return 0;
}

static void find_columns(struct reader *t)
{
	static const char *const names[NAMES] = {"seq", "edge", "role", "elapsed_ns", "pid"};

	for (size_t i = 0; i < NAMES; i++)
		t->place[i] = place_of(&t->csv, names[i]);
	for (size_t i = 0; i < metric_count; i++)
		t->place[NAMES + i] = place_of(&t->csv, metrics[i].column);
}

int replay_shots(struct session *session, const struct recorded *r, struct replay_ends *ends)
{
	struct reader t = {.session = session,
			   .ends = ends,
			   .logged = autopsy_log_pid(r->log),
			   .seq = INT64_MIN};
	CLEANUP_FD int folder = recorded_reopen(r);
	int error = folder < 0 ? folder : csv_read_open(&t.csv, folder, schema_file(FILE_SNAPSHOTS));

	*ends = (struct replay_ends){0};
	if (error) {
		csv_read_close(&t.csv);
		return error == -ENOENT || error == -ENODATA ? 0 : error;
	}
	find_columns(&t);
	/* A row that is cut off is no row. */
	const size_t cells = t.csv.cells;
	while (!error && csv_read_row(&t.csv) && t.csv.cells == cells)
		error = take(&t);
	error = error ? error : t.csv.error;
	csv_read_close(&t.csv);
	return error;
}
