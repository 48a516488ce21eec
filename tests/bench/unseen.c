/* SPDX-License-Identifier: MIT */
/* unseen: runs the lab of 1000 empty steps and adds up what moved in it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "kernel/metrics.h"
#include "util/csv.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/inherited.h"
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

static bool read_trace(const struct bench *b, struct trace *out)
{
	struct reading r = {0};
	struct csv_reader csv;
	char folder[PATH_MAX];

	format(folder, sizeof(folder), "%s/results/%s/latest", b->scratch, lab);
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

static bool make_folder(const struct bench *b, const char *name)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%s", b->scratch, name);
	return mkdir(path, 0777) == 0;
}

/* A file of the build folder, in the tree of bench's own. */
static bool copy_program(const struct bench *b, const char *from, const char *to)
{
	char path[PATH_MAX];
	struct stat stat;
	off_t at = 0;

	format(path, sizeof(path), "%s/%s", b->build, from);
	CLEANUP_FD int in = open(path, O_RDONLY | O_CLOEXEC);
	format(path, sizeof(path), "%s/%s", b->scratch, to);
	CLEANUP_FD int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	if (in < 0 || out < 0 || fstat(in, &stat) < 0)
		return false;
	while (at < stat.st_size && sendfile(out, in, &at, (size_t)(stat.st_size - at)) > 0)
		;
	return at == stat.st_size;
}

/* pagelab knows the labs of the tree in which it stands: one with this lab alone, which tells
 * nothing of itself. */
static bool make_tree(const struct bench *b)
{
	static const char conf[] = "summary Does being looked at leave a trace?\n";
	char path[PATH_MAX];

	if (!make_folder(b, "build") || !make_folder(b, "build/labs") || !make_folder(b, "labs") ||
	    !make_folder(b, "labs/empty-steps"))
		return false;
	format(path, sizeof(path), "%s/labs/empty-steps/lab.conf", b->scratch);
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd >= 0 && write(fd, conf, sizeof(conf) - 1) == sizeof(conf) - 1 &&
	       copy_program(b, "pagelab", "build/pagelab") &&
	       copy_program(b, "tests/labs/empty-steps", "build/labs/empty-steps");
}

/* As anybody runs it: by the program, not by its functions, whose arguments may change. */
static bool run_lab(const struct bench *b)
{
	char program[PATH_MAX], results[PATH_MAX];
	int status;

	format(program, sizeof(program), "%s/build/pagelab", b->scratch);
	format(results, sizeof(results), "%s/results", b->scratch);
	fflush(stdout);
	const pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* bench has pinned itself; pagelab looks for a CPU for the lab and one for itself.
		 */
		inherited_set_usual();
		execl(program, program, "run", "--quiet", "--results", results, lab, NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == EXIT_AS_EXPECTED;
}

void bench_unseen(struct bench *b)
{
	static const char faults[] = "1000 empty steps: page faults",
			  kib[] = "1000 empty steps: moved in all own columns";
	const struct bound none = {AT_MOST, 0, UNIT_COUNT};
	char program[PATH_MAX], ours[SHOWN];
	struct trace trace;

	format(program, sizeof(program), "%s/tests/labs/%s", b->build, lab);
	if (access(program, X_OK) < 0) {
		table_skip(&b->table, faults, "not built: make test-programs bench");
		return;
	}
	if (!make_tree(b) || !run_lab(b) || !read_trace(b, &trace)) {
		table_fail(&b->table, faults, "the lab did not run to its end");
		return;
	}
	snprintf(ours, sizeof(ours), "%lld", (long long)trace.faults);
	table_row(&b->table, faults, ours, "0", (double)trace.faults, none);
	snprintf(ours, sizeof(ours), "%lld kB", (long long)trace.kib);
	table_row(&b->table, kib, ours, "0 kB", (double)trace.kib, none);
}
