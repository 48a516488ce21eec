/* SPDX-License-Identifier: MIT */
/* unseen: runs the lab of 1000 empty steps and adds up what moved in it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "kernel/metrics.h"
#include "run/run.h"
#include "util/csv.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/number.h"

enum { EMPTY_STEPS = 1000, CELLS_MAX = METRICS_MAX + 16 };

static const char lab[] = "empty-steps";

/* What moved, and how much was looked at. */
struct trace {
	int64_t faults, kib;
	size_t edges, columns, cells;
};

struct reading {
	struct trace trace;
	int metric[CELLS_MAX]; /* of each cell; -1: not one of the process's own */
	size_t cells, role;
	int64_t last[CELLS_MAX];
};

static bool take_header(struct reading *r, const struct csv_reader *csv)
{
	r->cells = csv->cells < CELLS_MAX ? csv->cells : CELLS_MAX;
	for (size_t i = 0; i < r->cells; i++) {
		const int m = metric_find(csv->cell[i]);

		r->metric[i] = m >= 0 && (metrics[m].flags & METRIC_OWN) ? m : -1;
		if (strcmp(csv->cell[i], "role") == 0)
			r->role = i;
	}
	return r->role > 0;
}

/*
 * Each edge against the one before it, so that what happens between two steps, when the lab talks
 * to the harness, counts too.
 */
static void take_edge(struct reading *r, const struct csv_reader *csv)
{
	for (size_t i = 0; i < r->cells; i++) {
		const char *text = csv->cell[i];
		struct value value = parse_number(&text, text + strlen(text));

		if (r->metric[i] < 0 || !value.known)
			continue;
		int64_t moved = r->trace.edges ? llabs(value.n - r->last[i]) : 0;
		if (strcmp(metric_unit(&metrics[r->metric[i]]), "KiB") == 0)
			r->trace.kib += moved;
		else
			r->trace.faults += moved;
		r->trace.columns += r->trace.edges == 0;
		r->trace.cells++;
		r->last[i] = value.n;
	}
	r->trace.edges++;
}

static bool read_trace(const char *results, struct trace *out)
{
	struct reading r = {0};
	struct csv_reader csv;
	char folder[PATH_MAX];

	format(folder, sizeof(folder), "%s/%s/latest", results, lab);
	CLEANUP_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || csv_read_open(&csv, fd, "snapshots.csv") < 0)
		return false;
	bool whole = take_header(&r, &csv);
	while (whole && csv_read_row(&csv)) {
		/* The last row shows a zombie, which has no memory to tell of. */
		if (csv.cells == r.cells && strcmp(csv.cell[r.role], "lab") == 0 &&
		    r.trace.edges < 2 * (EMPTY_STEPS + 1))
			take_edge(&r, &csv);
	}
	csv_read_close(&csv);
	*out = r.trace;
	/* A column that is there at one edge is there at all. */
	return whole && r.trace.edges == 2 * (EMPTY_STEPS + 1) &&
	       r.trace.cells == r.trace.edges * r.trace.columns;
}

/* The harness looks for labs in ROOT/build/labs: one of ours, with the lab's build in it. */
static int make_root(const struct bench *b, char root[PATH_MAX])
{
	char labs[PATH_MAX], link[PATH_MAX];

	format(root, PATH_MAX, "%s/root", b->scratch);
	format(labs, sizeof(labs), "%s/tests/labs", b->build);
	if (mkdir(root, 0777) < 0)
		return -errno;
	format(link, sizeof(link), "%s/build", root);
	if (mkdir(link, 0777) < 0)
		return -errno;
	format(link, sizeof(link), "%s/build/labs", root);
	return symlink(labs, link) < 0 ? -errno : 0;
}

/* In a process of its own: a run changes signals and what becomes of orphans. */
static bool run_lab(const struct bench *b, const char *root)
{
	const struct run_options options = {
		.root = root,
		.results = root,
		.runs = 1,
		.show.quiet = true,
		.lab_cpu = b->lab_cpu,
		.own_cpu = b->own_cpu,
	};
	struct labconf conf = {.summary = "empty steps", .timeout_s = 60};
	int status;
	pid_t pid;

	strcpy(conf.name, lab);
	fflush(stdout);
	if ((pid = fork()) == 0)
		_exit(run_once(&options, &conf, false));
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == EXIT_AS_EXPECTED;
}

void bench_unseen(struct bench *b)
{
	static const char faults[] = "1000 empty steps: page faults",
			  kib[] = "1000 empty steps: moved in all own columns";
	const struct bound none = {AT_MOST, 0, UNIT_COUNT};
	char root[PATH_MAX], program[PATH_MAX], ours[SHOWN];
	struct trace trace;

	format(program, sizeof(program), "%s/tests/labs/%s", b->build, lab);
	if (access(program, X_OK) < 0) {
		table_skip(&b->table, faults, "not built: make test-programs bench");
		return;
	}
	if (make_root(b, root) < 0 || !run_lab(b, root) || !read_trace(root, &trace)) {
		table_fail(&b->table, faults, "the lab did not run to its end");
		return;
	}
	snprintf(ours, sizeof(ours), "%lld", (long long)trace.faults);
	table_row(&b->table, faults, ours, "0", (double)trace.faults, none);
	snprintf(ours, sizeof(ours), "%lld kB", (long long)trace.kib);
	table_row(&b->table, kib, ours, "0 kB", (double)trace.kib, none);
}
