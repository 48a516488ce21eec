/* SPDX-License-Identifier: MIT */
/* lab: steps, theory and measures, told to the harness or, without one, to lab_alone. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "lab.h"
#include "lab_internal.h"
#include "util/line.h"

/* The interface of lab.h has no handle to pass, so that a lab reads as what it does. */
static struct {
	char name[LAB_STEP_NAME_MAX + 1];
	char step[LAB_STEP_NAME_MAX + 1]; /* the one that runs, or "" */
	pid_t pid;
	int harness;   /* the pipe to it, or −1: started by hand */
	int edges;     /* made so far */
	bool is_asked; /* only for its size */
} lab = {.harness = -1};

/* One write: see lab/protocol.h. A harness that is gone takes the lab with it (PDEATHSIG). */
void lab_tell(const char *message, ...)
{
	char line[PIPE_BUF < 512 ? PIPE_BUF : 512];
	va_list args;

	if (lab.harness < 0)
		return;
	va_start(args, message);
	const bool whole = line_vset(line, sizeof(line), message, args);
	va_end(args);
	if (!whole)
		lab_die(EXIT_USAGE, N_("a name or a reason is too long: %.40s…"),
			line_part(line, 40));
	ssize_t written;
	do
		written = write(lab.harness, line, strlen(line));
	while (written < 0 && errno == EINTR);
}

/* PAGELAB=PID:FD counts only when PID is our parent: a lab started from a lab is on its own. */
static int harness_pipe(void)
{
	const char *s = getenv(WIRE_ENV);
	char *end;
	long pid, fd;

	if (!s)
		return -1;
	pid = strtol(s, &end, 10);
	if (pid != getppid() || *end != ':')
		return -1;
	fd = strtol(end + 1, &end, 10);
	return *end == '\0' && fd >= 0 && fd <= INT_MAX ? (int)fd : -1;
}

static __attribute__((constructor)) void start(void)
{
	snprintf(lab.name, sizeof(lab.name), "%s", program_invocation_short_name);
	lab.pid = getpid();
	lab.harness = harness_pipe();
	lab.is_asked = lab.harness < 0 && getenv(WIRE_ASK_ENV) != NULL;
	lab_die_init(lab.is_asked);
	if (lab.is_asked)
		return;
	if (lab.harness < 0) {
		lab_begin_by_hand();
		alone_start(lab.name);
	}
	lab_warm(lab_page());
	/* The clock is read from a page that the kernel shares: mapped at the first use. */
	lab_seconds();
	if (lab.harness >= 0)
		LAB_STEP (WIRE_NULL_STEP) {
		}
}

/* Stops, with the name that tells the harness which edge this is. */
static void edge(const char *name)
{
	lab.edges++;
	prctl(PR_SET_NAME, name);
	raise(SIGSTOP);
}

/* The harness counts too. Not within a step: a message is an act of its own. */
static void tell_edges(void)
{
	lab_tell("edges\t%d\n", lab.edges);
}

static __attribute__((destructor)) void end(void)
{
	if (getpid() == lab.pid)
		tell_edges();
}

bool lab_step_begin(const char *name)
{
	if (lab.is_asked)
		exit(0);
	if (getpid() != lab.pid)
		lab_die(EXIT_USAGE, N_("step %s: a child has no steps of its own"), name);
	if (lab.step[0])
		lab_die(EXIT_USAGE, N_("step %s began inside step %s"), name, lab.step);
	if (!*name || strcmp(name, lab.name) == 0)
		lab_die(EXIT_USAGE, N_("a step needs a name, and not the lab's own"));
	if (strcmp(name, WIRE_NULL_STEP) == 0 && (lab.harness < 0 || lab.edges))
		lab_die(EXIT_USAGE, N_("no step can be called %s: that is the harness's empty one"),
			name);
	snprintf(lab.step, sizeof(lab.step), "%s", name);
	tell_edges();
	if (lab.harness >= 0)
		edge(lab.step);
	else {
		lab_refuse_words();
		alone_before(lab.step);
	}
	return true;
}

bool lab_step_end(void)
{
	if (lab.harness >= 0)
		edge(lab.name);
	else
		alone_after(lab.step);
	lab.step[0] = '\0';
	return false;
}

static void expect(const char *role, const char *column, enum relation relation, int64_t n,
		   int64_t slack)
{
	if (lab.harness < 0)
		alone_expect(role, column, relation, n, slack);
	lab_tell("expect\t%s\t%s\t%s\t%" PRId64 "\t%" PRId64 "\n", role, column,
		 relation_text[relation], n, slack);
}

void lab_expect(const char *column, int64_t change, int64_t slack)
{
	expect("lab", column, RELATION_EQUAL, change, slack);
}

void lab_at_most(const char *column, int64_t change)
{
	expect("lab", column, RELATION_AT_MOST, change, 0);
}

void lab_at_least(const char *column, int64_t change)
{
	expect("lab", column, RELATION_AT_LEAST, change, 0);
}

void lab_expect_of(const char *role, const char *column, int64_t change, int64_t slack)
{
	expect(role, column, RELATION_EQUAL, change, slack);
}

void lab_at_most_of(const char *role, const char *column, int64_t change)
{
	expect(role, column, RELATION_AT_MOST, change, 0);
}

void lab_at_least_of(const char *role, const char *column, int64_t change)
{
	expect(role, column, RELATION_AT_LEAST, change, 0);
}

void lab_expect_same(const char *measure, const char *column)
{
	lab_tell("same\tlab\t%s\t%s\n", measure, column);
}

void lab_measure(const char *name, double value, const char *unit)
{
	if (lab.harness < 0)
		alone_measure(name, value, unit);
	lab_tell("measure\t%s\t\t%.17g\t%s\n", name, value, unit);
}

void lab_measure_at(const char *name, double x, double value, const char *unit)
{
	char point[LAB_STEP_NAME_MAX + 64];

	snprintf(point, sizeof(point), "%.48s at %g", name, x);
	if (lab.harness < 0)
		alone_measure(point, value, unit);
	lab_tell("measure\t%s\t%.17g\t%.17g\t%s\n", name, x, value, unit);
}

void lab_region(const void *start, size_t bytes)
{
	lab_tell("region\t%" PRIuPTR "\t%zu\n", (uintptr_t)start, bytes);
}

void lab_skip_step(const char *step, const char *reason)
{
	if (lab.harness < 0)
		alone_forget(step, reason);
	lab_tell("skip\t%s\t%s\n", step, reason);
}

__attribute__((noreturn)) void lab_skip(const char *reason)
{
	if (lab.is_asked)
		exit(0);
	/* A child speaks for itself alone: what the lab expects stays expected. */
	if (getpid() != lab.pid) {
		fprintf(stderr, "%s: child %d: %s\n", lab.name, getpid(), reason);
		_exit(EXIT_NOT_HERE);
	}
	lab_tell("skip\t\t%s\n", reason);
	if (lab.harness >= 0)
		exit(EXIT_NOT_HERE);
	lab_die(EXIT_NOT_HERE, "%s", reason);
}

_Noreturn void lab_refused(const char *call)
{
	char reason[200];

	snprintf(reason, sizeof(reason), N_("%.60s is refused here: %.100s"), call,
		 strerror(errno));
	lab_skip(reason);
}

void lab_pair(int type, int line[2])
{
	if (socketpair(AF_UNIX, type, 0, line) < 0)
		lab_refused("socketpair(2)");
}

size_t lab_asked_page(void)
{
	const char *asked = getenv(WIRE_ASK_ENV);
	const long page = asked ? strtol(asked, NULL, 10) : 0;

	return lab.is_asked ? (size_t)(page > 0 ? page : sysconf(_SC_PAGESIZE)) : 0;
}

size_t lab_page(void)
{
	return lab.is_asked ? lab_asked_page() : (size_t)sysconf(_SC_PAGESIZE);
}

void lab_fill(void *start, size_t bytes)
{
	memset(start, 0x5a, bytes);
	/* The compiler must believe that these bytes are looked at, or it may leave memset out. */
	__asm__ volatile("" : : "r"(start) : "memory");
}

void lab_read_pages(const void *start, size_t bytes)
{
	for (size_t at = 0; at < bytes; at += lab_page())
		(void)((const volatile char *)start)[at];
}

void lab_write_pages(void *start, size_t bytes)
{
	for (size_t at = 0; at < bytes; at += lab_page())
		((volatile char *)start)[at] = 1;
}

double lab_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

pid_t lab_fork(const char *role)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		lab_refused("fork(2)");
	if (pid > 0) {
		lab_tell("role\t%d\t%s\n", pid, role);
		lab_warm_after_fork();
	}
	if (pid != 0)
		return pid;
	/* Cleared by fork; and the parent may have died before this line. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_OSERR);
	return 0;
}
