/* SPDX-License-Identifier: MIT */
/*
 * lab_alone: the screen of a lab that was started by hand. After each step it shows the lines of
 * /proc that matter and, in a terminal, waits for Enter, so that one can look from another one.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/env.h"
#include "kernel/snapshot.h"
#include "lab.h"
#include "lab_internal.h"
#include "model/ledger.h"
#include "util/size.h"
#include "util/utf8.h"

static struct {
	struct observer self;
	struct text buffer;
	struct value before[METRICS_MAX], after[METRICS_MAX];
	struct expected {
		char column[WIRE_NAME];
		enum relation relation;
		int64_t n, slack;
	} expected[EXPECTED_MAX];
	size_t expected_count;
	char measured[1024]; /* lines, to stand behind the rows */
	size_t measured_len;
	int steps;
} alone;

static const char *const always_shown[] = {"vm_size_kib", "vm_rss_kib", "vm_pte_kib",
					   "minflt_total", "majflt_total"};

void alone_start(const char *lab)
{
	struct env env;
	char who[100];

	/* A first look, so that later ones find their buffers ready. */
	observer_open_process(&alone.self, &system_roots, getpid());
	observer_read(&alone.self, &alone.buffer, alone.before);
	snprintf(who, sizeof(who), N_("%s is process %d. Look at it from another terminal:"), lab,
		 getpid());
	printf("%s\n    grep Vm /proc/%d/status        pmap %d\n", alone_said(who), getpid(),
	       getpid());
	env_read(&env, &system_roots);
	if (strcmp(env.thp, "always") == 0)
		puts(alone_said(N_("Huge pages are always on here: expect fewer page faults, where "
				   "a lab does not switch them off.")));
	fflush(stdout);
}

void alone_expect(const char *role, const char *column, enum relation relation, int64_t n,
		  int64_t slack)
{
	struct expected *e = &alone.expected[alone.expected_count];

	if (alone.expected_count == EXPECTED_MAX || strcmp(role, "lab") != 0)
		return;
	snprintf(e->column, sizeof(e->column), "%s", column);
	e->relation = relation;
	e->n = n;
	e->slack = slack;
	alone.expected_count++;
}

void alone_forget(const char *step, const char *reason)
{
	char text[400];

	snprintf(text, sizeof(text), N_("%s is left out: %s"), step, reason);
	printf("\n-  %s\n", alone_said(text));
	alone.expected_count = 0;
}

void alone_measure(const char *name, double value, const char *unit)
{
	char *end = alone.measured + alone.measured_len;
	const size_t room = sizeof(alone.measured) - alone.measured_len;
	const int len =
		strcmp(unit, "address") == 0
			? snprintf(end, room, "%s = %#llx\n", name, (unsigned long long)value)
			: snprintf(end, room, "%s = %.6g %s\n", name, value, unit);

	/* What does not fit is left out: the screen is for a look, the harness keeps all. */
	if (len > 0 && (size_t)len < room)
		alone.measured_len += (size_t)len;
	else
		*end = '\0';
}

static void print_measured(void)
{
	const char *label = alone.measured_len ? alone_said(N_("measured")) : "";

	for (const char *line = alone.measured; *line;) {
		const size_t len = strcspn(line, "\n") + 1;

		printf("   %s%*s %.*s", label, utf8_gap(label, 15), "", (int)len, line);
		line += len;
	}
	alone.measured_len = 0;
	alone.measured[0] = '\0';
}

void alone_before(const char *step)
{
	const char *const heads[] = {N_("before"), N_("after"), N_("change"), N_("theory")};
	static const int wide[] = {15, 15, 15, 16};

	printf("\n%d  %-15s", ++alone.steps, step);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		const char *head = alone_said(heads[i]);

		printf("%*s%s", utf8_gap(head, wide[i]), "", head);
	}
	printf("\n");
	fflush(stdout);
	observer_read(&alone.self, &alone.buffer, alone.before);
}

static const struct expected *expectation_of(const char *column)
{
	for (size_t i = 0; i < alone.expected_count; i++)
		if (strcmp(alone.expected[i].column, column) == 0)
			return &alone.expected[i];
	return NULL;
}

static const char *shown_name(const struct metric *m)
{
	return strcmp(m->column, "minflt_total") == 0	? alone_said(N_("faults, minor"))
	       : strcmp(m->column, "majflt_total") == 0 ? alone_said(N_("faults, major"))
							: m->shown;
}

static void show_row(const char *column)
{
	const int i = metric_find(column);
	const struct expected *e = expectation_of(column);
	char number[3][32], theory[48];

	if (i < 0 || !alone.before[i].known || !alone.after[i].known)
		return;
	const char *unit = strcmp(metric_unit(&metrics[i]), "KiB") == 0 ? " kB" : "   ";
	const struct value delta = value_delta(alone.before[i], alone.after[i]);
	const char *name = shown_name(&metrics[i]);
	printf("   %s%*s %11s%s %11s%s %11s%s", name, utf8_gap(name, 15), "",
	       count_show(alone.before[i].n, false, number[0], sizeof(number[0])), unit,
	       count_show(alone.after[i].n, false, number[1], sizeof(number[1])), unit,
	       count_show(delta.n, true, number[2], sizeof(number[2])),
	       !e && unit[1] == ' ' ? "" : unit);
	if (!e) {
		printf("\n");
		return;
	}
	const bool holds = verdict_of(e->relation, e->n, e->slack, delta) == VERDICT_HOLDS;
	theory_show(e->relation, e->n, e->slack, unit[1] == ' ' ? "" : unit, theory,
		    sizeof(theory));
	const char *said = e->relation == RELATION_EQUAL ? theory : alone_said(theory);
	printf(" %*s%s   %s\n", utf8_gap(said, 15), "", said,
	       alone_said(holds ? N_("holds") : N_("DIFFERS")));
}

static bool shown_always(const char *column)
{
	for (size_t i = 0; i < sizeof(always_shown) / sizeof(always_shown[0]); i++)
		if (strcmp(always_shown[i], column) == 0)
			return true;
	return false;
}

void alone_after(const char *step)
{
	(void)step;
	observer_read(&alone.self, &alone.buffer, alone.after);
	for (size_t i = 0; i < sizeof(always_shown) / sizeof(always_shown[0]); i++)
		show_row(always_shown[i]);
	for (size_t i = 0; i < alone.expected_count; i++)
		if (!shown_always(alone.expected[i].column))
			show_row(alone.expected[i].column);
	alone.expected_count = 0;
	print_measured();
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fflush(stdout);
		return;
	}
	printf("%s", alone_said(N_("   Enter to go on ")));
	fflush(stdout);
	for (int c = getchar(); c != '\n' && c != EOF;)
		c = getchar();
}
