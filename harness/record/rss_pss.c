/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/rss_pss.h"
#include "record/schema.h"
#include "util/csv.h"
#include "util/line.h"
#include "util/number.h"
#include "util/utf8.h"

#define KIB_MOST   (INT64_C(1) << 36) /* 64 TiB */
#define BYTES_MOST (INT64_C(1) << 46)

enum { SEQ, EDGE, ROLE, RSS, PSS, ANON, SHMEM, NAMES };

struct reader {
	struct shares *s;
	struct csv_reader csv;
	int place[NAMES]; /* −1: not there */
};

static const char *cell(const struct reader *t, int column)
{
	return t->place[column] < 0 ? "" : t->csv.cell[t->place[column]];
}

/* A size below most, or unknown: sums of what a machine can have do not overflow. */
static struct value number(const struct reader *t, int column, int64_t most)
{
	const char *s = cell(t, column), *end = s + strlen(s);
	const struct value n = parse_number(&s, end);

	return n.known && s == end && n.n >= 0 && n.n < most ? n : unknown;
}

static struct shares_step *step_of(struct shares *s, int64_t seq)
{
	if (s->steps && s->step[s->steps - 1].seq == seq)
		return &s->step[s->steps - 1];
	struct shares_step *grown = realloc(s->step, (s->steps + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	s->step = grown;
	grown += s->steps++;
	*grown = (struct shares_step){.seq = seq, .is_whole = true};
	return grown;
}

static size_t index_of(struct shares *s, const char *role)
{
	for (size_t i = 0; i < s->roles; i++)
		if (strcmp(s->role[i], role) == 0)
			return i;
	if (s->roles == SHARES_ROLES) {
		s->lumped = true;
		return SHARES_ROLES - 1;
	}
	snprintf(s->role[s->roles], sizeof(s->role[0]), "%s", role);
	return s->roles++;
}

static void take_process(const struct reader *t, struct shares_step *step)
{
	const struct value rss = number(t, RSS, KIB_MOST), pss = number(t, PSS, KIB_MOST);
	char role[WIRE_NAME];

	if (!rss.known || !pss.known) {
		step->is_whole = false;
		return;
	}
	line_set(role, sizeof(role), "%s", cell(t, ROLE));
	utf8_clean(role);
	struct share *share = &step->of[index_of(t->s, role)];
	share->processes++;
	share->rss_kib += rss.n;
	share->pss_kib += pss.n;
}

static int take(const struct reader *t)
{
	const struct value seq = number(t, SEQ, INT64_MAX);
	const struct value anon = number(t, ANON, BYTES_MOST);
	const struct value shmem = number(t, SHMEM, BYTES_MOST);

	if (!seq.known || strcmp(cell(t, EDGE), "after") != 0 ||
	    strcmp(cell(t, ROLE), "system") == 0)
		return 0;
	struct shares_step *step = step_of(t->s, seq.n);
	if (!step)
		return -ENOMEM;
	if (strcmp(cell(t, ROLE), "group") != 0)
		take_process(t, step);
	else if (anon.known && shmem.known)
		step->memory_bytes = known(anon.n + shmem.n);
	return 0;
}

static bool find_columns(struct reader *t)
{
	static const char *const names[NAMES] = {
		"seq", "edge", "role", "rss_kib", "pss_kib", "cg_anon_bytes", "cg_shmem_bytes"};

	for (size_t i = 0; i < NAMES; i++) {
		t->place[i] = -1;
		for (size_t k = 0; k < t->csv.cells; k++)
			if (strcmp(t->csv.cell[k], names[i]) == 0)
				t->place[i] = (int)k;
	}
	return t->place[SEQ] >= 0 && t->place[EDGE] >= 0 && t->place[ROLE] >= 0;
}

int shares_read(struct shares *s, int fd)
{
	struct reader t = {.s = s};

	*s = (struct shares){0};
	int error = fd < 0 ? fd : csv_read_open(&t.csv, fd, schema_file(FILE_SNAPSHOTS));
	if (fd < 0)
		return fd;
	if (!error && !find_columns(&t))
		error = -EILSEQ;
	/* A row that is cut off is no row. */
	const size_t cells = t.csv.cells;
	while (!error && csv_read_row(&t.csv) && t.csv.cells == cells)
		error = take(&t);
	error = error ? error : t.csv.error;
	csv_read_close(&t.csv);
	return error;
}

void shares_free(struct shares *s)
{
	free(s->step);
	*s = (struct shares){0};
}

int64_t shares_counted_again_kib(const struct shares_step *step)
{
	int64_t kib = 0;

	for (size_t i = 0; i < SHARES_ROLES; i++)
		kib += step->of[i].rss_kib - step->of[i].pss_kib;
	return kib;
}

size_t shares_processes(const struct shares_step *step)
{
	size_t processes = 0;

	for (size_t i = 0; i < SHARES_ROLES; i++)
		processes += step->of[i].processes;
	return processes;
}
