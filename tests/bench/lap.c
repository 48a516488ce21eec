/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lap.h"
#include "numbers.h"
#include "run/drive.h"
#include "still.h"
#include "util/clocks.h"

enum { TICKS_MAX = 32 * 1024, SECOND_NS = 1000 * 1000 * 1000 };

static const struct moment at = {1, "touch"};

/* A lap that goes on. */
struct going {
	struct record *record;
	struct sampler sampler;
	pid_t pid;
	int64_t start_ns, last_ns, cpu_ns;
	double share;
	double gap[TICKS_MAX];
	size_t gaps;
};

static int64_t cpu_ns(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * SECOND_NS + used.tv_nsec;
}

static void start_watch(struct going *g)
{
	g->start_ns = now_ns();
	g->cpu_ns = cpu_ns();
}

static void stop_watch(struct going *g)
{
	g->share = (double)(cpu_ns() - g->cpu_ns) / (double)(now_ns() - g->start_ns);
}

static int on_started(void *self, pid_t pid)
{
	struct going *g = self;
	struct group group;
	const bool has_group = group_find(&system_roots, pid, &group) == 0;

	g->pid = pid;
	int error = sampler_open(&g->sampler, &system_roots, pid, has_group ? &group : NULL, false);
	start_watch(g);
	return error;
}

static void take_gap(struct going *g, int64_t now)
{
	if (g->last_ns && g->gaps < TICKS_MAX)
		g->gap[g->gaps++] = (double)(now - g->last_ns);
	g->last_ns = now;
}

static int on_tick(void *self, uint64_t late)
{
	struct going *g = self;
	struct sample sample;
	const int64_t now = now_ns();

	(void)late;
	take_gap(g, now);
	if (!sampler_read(&g->sampler, &sample))
		return 0;
	return record_sample(g->record, at, "lab", now - g->start_ns, g->pid, &sample);
}

static int on_ended(void *self, const siginfo_t *info)
{
	(void)info;
	stop_watch(self);
	return 0;
}

/* touch, started as a command is, and the end of the pipe on which it tells. */
static int start_touch(const struct bench *b, int rounds, struct child *child, int *told)
{
	char cpu[16], count[16], fd[16];
	char *argv[] = {"bench", "--touch", cpu, count, fd, NULL};
	const struct spawn how = {
		.program = "/proc/self/exe", .argv = argv, .cpu = -1, .procs = -1};
	int pipe[2];

	if (pipe2(pipe, O_CLOEXEC) < 0)
		return -errno;
	fcntl(pipe[1], F_SETFD, 0);
	format(cpu, sizeof(cpu), "%d", b->lab_cpu);
	format(count, sizeof(count), "%d", rounds);
	format(fd, sizeof(fd), "%d", pipe[1]);
	int error = spawn(&how, child);
	close(pipe[1]);
	*told = pipe[0];
	return error;
}

static bool take_time(int *told, struct lap *out)
{
	int64_t took = 0;
	const bool whole = read(*told, &took, sizeof(took)) == (ssize_t)sizeof(took);

	close_fd(told);
	out->child_ns = (double)took;
	return whole && took > 0;
}

bool lap_driven(const struct bench *b, struct record *record, int rounds, int hz, struct lap *out)
{
	static struct going g;
	struct drive d = {
		.roots = &system_roots,
		.sample_hz = hz,
		.on = {&g, on_started, NULL, NULL, on_tick, NULL, on_ended},
	};
	struct child child;
	sigset_t before;
	int told = -1;

	g = (struct going){
		.record = record,
		.sampler = {.statm = -1, .stat = -1, .usage = -1, .kernel = -1, .group_stat = -1}};
	/* drive blocks what it waits for; Ctrl-C must end us again afterwards. */
	sigprocmask(SIG_BLOCK, NULL, &before);
	CLEANUP_FD int signals = drive_signals(false);
	bool whole = signals >= 0 && start_touch(b, rounds, &child, &told) == 0 &&
		     drive(&d, &child, signals) == DRIVE_ENDED;
	sigprocmask(SIG_SETMASK, &before, NULL);
	sampler_close(&g.sampler);
	whole &= take_time(&told, out);
	out->core_share = g.share;
	out->gap_p99_ns = numbers_share(g.gap, g.gaps, 0.99);
	return whole;
}

static void wait_ticks(struct going *g, int hz, int64_t until_ns)
{
	const struct itimerspec every = {{0, SECOND_NS / hz}, {0, SECOND_NS / hz}};
	CLEANUP_FD int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	uint64_t times;

	timerfd_settime(timer, 0, &every, NULL);
	while (g->last_ns < until_ns && read(timer, &times, sizeof(times)) > 0)
		take_gap(g, now_ns());
}

bool lap_waited(const struct bench *b, int rounds, int hz, struct lap *out)
{
	static struct going g;
	struct child child;
	int told = -1;

	g = (struct going){0};
	/* As drive does; drive has it from clocks_open. */
	prctl(PR_SET_TIMERSLACK, 1);
	if (start_touch(b, rounds, &child, &told) < 0)
		return false;
	start_watch(&g);
	/* About as long as the child takes: its end is not waited for, that would be work. */
	wait_ticks(&g, hz, g.start_ns + SECOND_NS / 10);
	stop_watch(&g);
	while (waitpid(child.pid, NULL, 0) < 0 && errno == EINTR)
		;
	close_fd(&child.started);
	out->core_share = g.share;
	out->gap_p99_ns = numbers_share(g.gap, g.gaps, 0.99);
	return take_time(&told, out);
}
