/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/parse.h"
#include "lab/message_reader.h"
#include "run/drive.h"
#include "util/clocks.h"
#include "util/failed.h"
#include "util/file.h"
#include "util/inherited.h"

/* What drive keeps between two rounds of the loop. */
struct loop {
	struct drive *d;
	struct child *child;
	struct edges edges;
	struct family family;
	struct text text;
	struct inbox inbox;
	int64_t edges_seen;
	struct clocks clocks;
	int signals;
	bool running; /* after exec */
	bool done;
	enum drive_end end;
};

int drive_signals(bool command)
{
	sigset_t set;

	inherited_interrupts(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return failed(errno, "sigprocmask(2)");
	/* A command shares the terminal: Ctrl-C reaches it by itself and is its own affair. */
	if (command) {
		sigdelset(&set, SIGINT);
		sigdelset(&set, SIGQUIT);
	}
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? failed(errno, "signalfd(2)") : fd;
}

static void finish(struct loop *l, enum drive_end end, int error)
{
	if (l->done)
		return;
	l->done = true;
	l->end = end;
	l->d->error = error;
}

static void check(struct loop *l, int callback_result)
{
	if (callback_result < 0)
		finish(l, DRIVE_STOPPED, callback_result);
}

/* The lab counts its edges too: one that went by while nobody looked shows here. */
static int take_message(void *self, const struct message *m)
{
	struct loop *l = self;

	if (m->kind != MESSAGE_EDGES)
		return l->d->on.message(l->d->on.self, m);
	if (m->n != l->edges_seen)
		finish(l, DRIVE_DISTURBED, 0);
	return 0;
}

/* Before each edge too, so that what was said before it is known. */
static void drain_messages(struct loop *l)
{
	check(l, inbox_drain(&l->inbox, take_message, l));
}

/* Which edge it is stands there. 0 or -errno. */
static int read_stat(struct loop *l, struct stat_line *stat)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/stat", l->d->roots->proc, l->child->pid);
	const int error = text_read(&l->text, path);
	if (error)
		return error;
	return parse_stat(l->text.data, l->text.len, stat) ? 0 : failed(EBADMSG, "%s", path);
}

/* waitid(2) without waiting; false when it was refused, which ends the drive. */
static bool look(struct loop *l, int what, siginfo_t *info)
{
	if (waitid(P_PID, (id_t)l->child->pid, info, what | WNOHANG) == 0)
		return true;
	finish(l, DRIVE_STOPPED, failed(errno, "waitid(2)"));
	return false;
}

/*
 * What became of the child since its last stop was taken: nothing, if it was truly held. A stop
 * flag that is taken stays away until the child has run and stopped again.
 */
static bool was_disturbed(struct loop *l)
{
	siginfo_t info = {0};

	return !look(l, WSTOPPED | WCONTINUED | WEXITED | WNOWAIT, &info) || info.si_pid != 0;
}

static void at_edge(struct loop *l, enum edge edge, const char *step)
{
	/* From us down: an orphan of the lab is our child. */
	int error = family_hold(&l->family, l->d->roots, getpid());

	if (error < 0) {
		finish(l, DRIVE_STOPPED, error);
		return;
	}
	check(l, l->d->on.edge(l->d->on.self, edge, step, &l->family));
	if (!l->done && was_disturbed(l))
		finish(l, DRIVE_DISTURBED, 0);
	if (l->done)
		return;
	check(l, family_release(&l->family));
}

/*
 * A step was left in the wrong way; or somebody continued the lab after its stop was taken, and the
 * name is that of a later edge. Then it has told by now that it made one more than we saw.
 */
static void took_wrong_edge(struct loop *l)
{
	drain_messages(l);
	if (!l->done)
		finish(l, DRIVE_BROKEN, 0);
}

static void took_edge(struct loop *l)
{
	struct stat_line stat;
	char step[sizeof(l->edges.step)];
	const int error = read_stat(l, &stat);

	check(l, error);
	if (l->done)
		return;
	memcpy(step, l->edges.step, sizeof(step));
	const enum edge edge = edges_next(&l->edges, stat.comm);
	if (edge == EDGE_FOREIGN)
		l->d->foreign_stops++;
	else if (edge == EDGE_BROKEN)
		took_wrong_edge(l);
	else {
		l->edges_seen++;
		at_edge(l, edge, edge == EDGE_BEFORE ? l->edges.step : step);
	}
}

static void took_stop(struct loop *l)
{
	clocks_stop(&l->clocks);
	drain_messages(l);
	if (!l->done && l->running && l->d->lab)
		took_edge(l);
	if (l->done)
		return;
	clocks_start(&l->clocks);
	/* Else it stays held, and we would wait until the timeout. */
	if (kill(l->child->pid, SIGCONT) < 0)
		finish(l, DRIVE_STOPPED, failed(errno, "kill(2) with SIGCONT"));
}

static void took_end(struct loop *l, const siginfo_t *info)
{
	drain_messages(l);
	l->d->info = *info;
	if (l->running && !l->done)
		check(l, l->d->on.ended(l->d->on.self, info));
	finish(l, DRIVE_ENDED, 0);
}

static void took_start(struct loop *l)
{
	int outcome = spawn_outcome(l->child);

	if (outcome < 0)
		return;
	close_fd(&l->child->started);
	if (outcome > 0) {
		finish(l, DRIVE_NOT_STARTED, -outcome);
		return;
	}
	l->running = true;
	check(l, l->d->on.started(l->d->on.self, l->child->pid));
	clocks_start(&l->clocks);
}

static void look_at_child(struct loop *l)
{
	siginfo_t info = {0};
	/* The end stays (WNOWAIT): a zombie can still be read. A stop is taken. */
	const int what = l->d->lab ? WSTOPPED | WEXITED : WEXITED;

	if (!look(l, what | WNOWAIT, &info) || info.si_pid == 0)
		return;
	/* exec comes before any edge, but its news may come after the stop's. */
	if (l->child->started >= 0)
		took_start(l);
	if (l->done)
		return;
	if (info.si_code == CLD_STOPPED) {
		if (look(l, WSTOPPED, &info))
			took_stop(l);
	} else {
		took_end(l, &info);
	}
}

static void took_signal(struct loop *l)
{
	struct signalfd_siginfo got;

	while (read(l->signals, &got, sizeof(got)) == (ssize_t)sizeof(got))
		if (got.ssi_signo != SIGCHLD)
			finish(l, DRIVE_INTERRUPTED, (int)got.ssi_signo);
	if (!l->done)
		look_at_child(l);
}

static void took_ticks(struct loop *l)
{
	const uint64_t ticks = clock_expirations(&l->clocks, l->clocks.ticks);

	if (ticks && l->running)
		check(l, l->d->on.tick(l->d->on.self, ticks - 1));
}

static void took_timeout(struct loop *l)
{
	/* Something that happened before counts before: look once more. */
	look_at_child(l);
	if (clock_expirations(&l->clocks, l->clocks.timeout) && !l->done)
		finish(l, DRIVE_HUNG, 0);
}

static void took_watched(struct loop *l)
{
	check(l, l->d->on.watched(l->d->on.self));
}

static void one_round(struct loop *l)
{
	/* In this order: what led to an end is heard before the end. */
	struct pollfd p[] = {
		{l->child->started, POLLIN, 0},
		{l->d->on.watched ? l->d->watch : -1, l->d->watch_events, 0},
		{l->signals, POLLIN, 0},
		{l->inbox.fd, POLLIN, 0},
		{l->clocks.ticks, POLLIN, 0},
		{l->clocks.timeout, POLLIN, 0},
	};
	void (*const took[])(struct loop *) = {took_start,     took_watched, took_signal,
					       drain_messages, took_ticks,   took_timeout};

	if (poll(p, sizeof(p) / sizeof(p[0]), -1) < 0 && errno != EINTR)
		finish(l, DRIVE_STOPPED, failed(errno, "poll(2)"));
	for (size_t i = 0; i < sizeof(p) / sizeof(p[0]) && !l->done; i++)
		if (p[i].revents && p[i].fd >= 0)
			took[i](l);
	check(l, l->clocks.error);
}

/* Nothing of the child stays: neither it, nor what it started. */
static void end_child(struct loop *l)
{
	/* Who could not be killed is not waited for: it dies with us, by its death signal. */
	if (l->end == DRIVE_ENDED || kill(l->child->pid, SIGKILL) == 0 ||
	    kill(l->child->pid, SIGKILL) == 0)
		while (waitpid(l->child->pid, NULL, 0) < 0 && errno == EINTR)
			;
	if (l->d->lab)
		family_end(l->d->roots);
	family_free(&l->family);
	text_free(&l->text);
	close_fd(&l->child->started);
	close_fd(&l->inbox.fd);
	l->d->bad_messages = l->inbox.bad;
	clocks_close(&l->clocks);
}

enum drive_end drive(struct drive *d, struct child *child, int signals)
{
	struct loop l = {
		.d = d, .child = child, .signals = signals, .inbox = {.fd = child->messages}};

	edges_start(&l.edges, d->lab ? d->lab : "");
	/* Orphans of the child come to us, to be ended. */
	if (d->lab && prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		check(&l, failed(errno, "PR_SET_CHILD_SUBREAPER of prctl(2)"));
	check(&l, clocks_open(&l.clocks, d->sample_hz, d->timeout_ns));
	while (!l.done)
		one_round(&l);
	end_child(&l);
	return l.end;
}
