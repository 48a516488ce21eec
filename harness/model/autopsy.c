/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/autopsy.h"
#include "util/file.h"
#include "util/number.h"

void autopsy_open(struct autopsy *a)
{
	*a = (struct autopsy){0};
	a->kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (a->kernel_log < 0 || lseek(a->kernel_log, 0, SEEK_END) < 0)
		a->log_error = errno;
}

void autopsy_close(struct autopsy *a)
{
	close_fd(&a->kernel_log);
	free(a->curve);
	a->curve = NULL;
	a->count = a->room = 0;
}

int autopsy_sample(struct autopsy *a, int64_t elapsed_ns, const struct sample *sample)
{
	if (!sample) {
		if (!a->gone_ns.known && a->count)
			a->gone_ns = known(elapsed_ns);
		return 0;
	}
	if (a->count == a->room) {
		size_t room = a->room ? 2 * a->room : 1024;
		struct curve_point *curve = realloc(a->curve, room * sizeof(*curve));

		if (!curve)
			return -ENOMEM;
		a->curve = curve;
		a->room = room;
	}
	if (!a->count || sample->minflt.n > a->curve[a->count - 1].sample.minflt.n)
		a->last_growth_ns = known(elapsed_ns);
	a->curve[a->count++] = (struct curve_point){elapsed_ns, *sample};
	return 0;
}

static struct value of(const struct shot *shot, const char *role, const char *column)
{
	const struct view *view = shot_find(shot, role, 0);

	return view ? view->values[metric_find(column)] : unknown;
}

static struct value in_pages(struct value value, int64_t unit_bytes)
{
	if (value.known)
		value.n = value.n * unit_bytes / sysconf(_SC_PAGESIZE);
	return value;
}

struct value autopsy_log_pid(const char *text)
{
	static const char *const starts[] = {"Memory cgroup out of memory: Killed process ",
					     "Out of memory: Killed process "};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		const size_t len = strlen(starts[i]);

		if (strncmp(text, starts[i], len) != 0)
			continue;
		const char *s = text + len;
		return parse_number(&s, s + strspn(s, "0123456789"));
	}
	return unknown;
}

const char *autopsy_log_line(const char *record, pid_t pid)
{
	const char *text = strchr(record, ';');

	if (!text)
		return NULL;
	const struct value found = autopsy_log_pid(++text);
	return found.known && found.n == pid ? text : NULL;
}

/* True when the record tells of the kill of a process of the shot: kept. */
static bool keep_log(struct autopsy *a, const char *record, const struct shot *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct view *view = &seen->view[i];
		const char *text = view->pid ? autopsy_log_line(record, view->pid) : NULL;

		if (!text)
			continue;
		snprintf(a->log, sizeof(a->log), "%.*s", (int)strcspn(text, "\n"), text);
		snprintf(a->log_role, sizeof(a->log_role), "%s", view->role);
		return true;
	}
	return false;
}

/* A record is read whole by one read(2); its first line is the text. */
struct value autopsy_read_log(struct autopsy *a, const struct shot *seen)
{
	struct value kills = known(0);
	char record[8192];
	ssize_t n;

	a->log[0] = '\0';
	if (a->log_error)
		return unknown;
	while ((n = read(a->kernel_log, record, sizeof(record) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		record[n > 0 ? n : 0] = '\0';
		kills.n += keep_log(a, record, seen);
	}
	return kills;
}

struct value autopsy_sum(const struct autopsy *a)
{
	if (!a->touched.known || !a->startup.known || !a->kernel.known || !a->file.known)
		return unknown;
	return known(a->touched.n + a->startup.n + a->kernel.n + a->file.n);
}

/* What the kernel's own figures for the group leave over: it charges in batches, and sums up late.
 */
static struct value unassigned(const struct sample *s)
{
	if (!s->cg_current_bytes.known || !s->cg_anon_bytes.known || !s->cg_file_bytes.known ||
	    !s->cg_kernel_bytes.known)
		return unknown;
	return known(s->cg_current_bytes.n - s->cg_anon_bytes.n - s->cg_file_bytes.n -
		     s->cg_kernel_bytes.n);
}

/* The account of one sample: where each page of the limit is. */
static void account(struct autopsy *a, const struct sample *s, struct value first_faults)
{
	/* A page is touched by one fault; malloc's note in front is one of them. */
	a->touched = value_delta(first_faults, s->minflt);
	a->kernel = in_pages(s->cg_kernel_bytes, 1);
	a->file = in_pages(s->cg_file_bytes, 1);
	a->unassigned = in_pages(unassigned(s), 1);
	a->accounted = autopsy_sum(a);
}

/*
 * The account is made while the room is full, at the moment at which most can be found again: a
 * page that the kernel frees in between stays charged for a while and belongs to nobody.
 */
static void account_when_full(struct autopsy *a, struct value first_faults)
{
	struct autopsy best = *a;

	for (size_t i = 0; i < a->count; i++) {
		const struct sample *s = &a->curve[i].sample;
		struct autopsy at = *a;

		if (!s->cg_current_bytes.known || in_pages(s->cg_current_bytes, 1).n < a->limit.n)
			continue;
		account(&at, s, first_faults);
		if (at.accounted.known &&
		    (!best.accounted.known || at.accounted.n > best.accounted.n))
			best = at;
	}
	*a = best;
}

void autopsy_conclude(struct autopsy *a, const struct shot *start, const struct shot *before,
		      const struct shot *end, const struct cap *cap, const siginfo_t *info)
{
	const struct value first = of(start, "lab", "minflt_total");

	a->signal = info->si_code == CLD_EXITED ? 0 : info->si_status;
	a->reaped_ns = known(end->elapsed_ns);
	a->limit = in_pages(cap->limit_bytes, 1);
	a->startup = in_pages(of(start, "lab", "anonymous_kib"), 1024);
	a->touched_at_death = value_delta(first, of(end, "lab", "minflt_total"));
	account_when_full(a, first);
	a->oom_kills = value_delta(of(before, "group", "cg_oom_kill_total"),
				   of(end, "group", "cg_oom_kill_total"));
	autopsy_read_log(a, before);
}
