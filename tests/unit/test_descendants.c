/* SPDX-License-Identifier: MIT */
/* descendants: real children, held and let go. They tell by a pipe where they are; nothing sleeps. */
#include "unit.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "kernel/descendants.h"
#include "kernel/parse.h"

/* A byte read from `ask` is answered by a byte into `answer`, by whoever of the family reads it. */
static int ask[2], answer[2];

static int open_pipes(void **state)
{
	(void)state;
	/* Orphans become ours, so that end_children finds each. */
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	return pipe2(ask, O_CLOEXEC) < 0 || pipe2(answer, O_CLOEXEC) < 0 ? -1 : 0;
}

/* What a failed test left behind must not be there in the next one. */
static int end_children(void **state)
{
	(void)state;
	family_end(&system_roots);
	for (int i = 0; i < 2; i++) {
		close_fd(&ask[i]);
		close_fd(&answer[i]);
	}
	return 0;
}

static __attribute__((noreturn)) void live(void)
{
	char byte = 'r';

	close_fd(&ask[1]);
	do
		if (write(answer[1], &byte, 1) != 1)
			_exit(1);
	while (read(ask[0], &byte, 1) == 1);
	_exit(0);
}

/* Waits until that many have answered; a minute is for a test that fails. */
static void await_answers(const char *row, int count)
{
	for (int i = 0; i < count; i++) {
		struct pollfd p = {.fd = answer[0], .events = POLLIN};
		char byte;

		want_int(row, 1, poll(&p, 1, 60 * 1000));
		want_int(row, 1, read(answer[0], &byte, 1));
	}
}

static void ask_for_answers(const char *row, int count)
{
	for (int i = 0; i < count; i++)
		want_int(row, 1, write(ask[1], "?", 1));
	await_answers(row, count);
}

/* Children, each with as many children of its own. Returns how many there are in all. */
static int grow(int children, int grandchildren)
{
	const int all = children * (1 + grandchildren);

	for (int i = 0; i < children; i++) {
		const pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid)
			continue;
		for (int k = 0; k < grandchildren; k++)
			if (fork() == 0)
				live();
		live();
	}
	await_answers("all are there", all);
	return all;
}

static struct stat_line look(pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	struct stat_line stat = {.state = '-'};
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (text_read(&text, path) == 0)
		parse_stat(text.data, text.len, &stat);
	return stat;
}

/* Each is in one of these states. */
static void want_states(const struct family *f, const char *wanted)
{
	for (size_t i = 0; i < f->all.count; i++) {
		const char found[2] = {look(f->all.pid[i]).state, '\0'};

		if (!strchr(wanted, *found))
			want_text("state", wanted, found);
	}
}

static void descendants_are_found_parents_first(void **state)
{
	struct family f = {0};

	(void)state;
	const int all = grow(3, 2);

	want_int("family_find", 0, family_find(&f, &system_roots, getpid()));
	want_int("count", all, f.all.count);
	for (size_t i = 0; i < f.all.count; i++) {
		const pid_t parent = (pid_t)look(f.all.pid[i]).ppid;
		bool before = parent == getpid();

		for (size_t k = 0; k < i; k++) {
			before |= f.all.pid[k] == parent;
			want_true("each once", f.all.pid[k] != f.all.pid[i]);
		}
		want_true("the parent stands before", before);
	}
	family_free(&f);
}

static void a_recorded_family_is_found(void **state)
{
	char proc[PATH_MAX];
	const struct roots roots = {fixture("v1/proc", proc), "", ""};
	struct family f = {0};

	(void)state;
	want_int("family_find", 0, family_find(&f, &roots, 4242));
	want_int("count", 3, f.all.count);
	want_int("child", 4243, f.all.pid[0]);
	want_int("child", 4244, f.all.pid[1]);
	want_int("grandchild", 4245, f.all.pid[2]);
	want_int("no children", 0, family_find(&f, &roots, 4245));
	want_int("no children", 0, f.all.count);
	want_int("gone", -ENOENT, family_find(&f, &roots, 99999));
	want_int("gone", 0, f.all.count);
	family_free(&f);
}

static void put(const char *top, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	if (!text) {
		want_int(path, 0, mkdir(path, 0700));
		return;
	}
	want_true(path, (file = fopen(path, "w")) != NULL);
	fputs(text, file);
	fclose(file);
}

/* CONFIG_PROC_CHILDREN is off: each process has a parent, and nobody a list of children. */
static void without_lists_the_parents_tell(void **state)
{
	static const int parents[][2] = {{100, 1}, {101, 100}, {102, 101}, {103, 1}, {104, 100}};
	char top[] = "/tmp/pagelab-family-XXXXXX", name[64], stat[256];
	struct family f = {0};

	(void)state;
	want_true("mkdtemp", mkdtemp(top) != NULL);
	const struct roots roots = {top, "", ""};
	for (size_t i = 0; i < sizeof(parents) / sizeof(parents[0]); i++) {
		const int pid = parents[i][0];

		snprintf(name, sizeof(name), "%d", pid);
		put(top, name, NULL);
		snprintf(name, sizeof(name), "%d/task", pid);
		put(top, name, NULL);
		snprintf(name, sizeof(name), "%d/task/%d", pid, pid);
		put(top, name, NULL);
		snprintf(name, sizeof(name), "%d/stat", pid);
		snprintf(stat, sizeof(stat), "%d (a) b) S %d", pid, parents[i][1]);
		for (int field = 5; field <= 52; field++)
			strcat(stat, " 0");
		put(top, name, stat);
	}
	want_int("family_find", 0, family_find(&f, &roots, 100));
	want_int("count", 3, f.all.count);
	want_int("of all", 101 + 102 + 104, f.all.pid[0] + f.all.pid[1] + f.all.pid[2]);
	want_int("gone", -ENOENT, family_find(&f, &roots, 99));
	snprintf(name, sizeof(name), "rm -r %s", top);
	want_int(name, 0, system(name));
	family_free(&f);
}

static void without_children_there_is_nothing_to_hold(void **state)
{
	struct family f = {0};

	(void)state;
	want_int("family_find", 0, family_find(&f, &system_roots, getpid()));
	want_int("count", 0, f.all.count);
	want_int("family_hold", 0, family_hold(&f, &system_roots, getpid()));
	want_int("count", 0, f.all.count);
	family_release(&f);
	family_end(&system_roots);
	family_free(&f);
}

static void those_held_are_stopped_and_go_on_when_released(void **state)
{
	struct family f = {0};

	(void)state;
	const int all = grow(4, 2);

	for (int time = 0; time < 3; time++) {
		want_int("family_hold", 0, family_hold(&f, &system_roots, getpid()));
		want_int("count", all, f.all.count);
		want_states(&f, "T");
		family_release(&f);
		ask_for_answers("released", all);
	}
	family_free(&f);
}

static void those_stopped_already_are_held_too(void **state)
{
	struct family f = {0};

	(void)state;
	const int all = grow(2, 0);

	want_int("first", 0, family_hold(&f, &system_roots, getpid()));
	want_int("second", 0, family_hold(&f, &system_roots, getpid()));
	want_int("count", all, f.all.count);
	want_states(&f, "T");
	family_release(&f);
	ask_for_answers("released", all);
	family_free(&f);
}

static void a_dead_child_does_not_keep_us_waiting(void **state)
{
	struct family f = {0};
	siginfo_t info;

	(void)state;
	const int all = grow(1, 0);
	const pid_t dead = fork();

	if (dead == 0)
		_exit(0);
	want_int("waitid", 0, waitid(P_PID, (id_t)dead, &info, WEXITED | WNOWAIT));
	want_int("family_hold", 0, family_hold(&f, &system_roots, getpid()));
	want_int("count", all + 1, f.all.count);
	for (size_t i = 0; i < f.all.count; i++)
		want_int("state", f.all.pid[i] == dead ? 'Z' : 'T', look(f.all.pid[i]).state);
	family_release(&f);
	ask_for_answers("released", all);
	family_free(&f);
}

/* Forks as fast as it can until it is killed. It reaps, so that there are few to look at. */
static __attribute__((noreturn)) void breed(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		for (int i = 0; i < 8; i++)
			if (fork() == 0)
				_exit(0);
		while (wait(NULL) > 0)
			;
	}
}

/* Held while it forks: none may be born, or seen to run, from then until it is released. */
static void one_that_forks_while_it_is_held_hides_no_child(void **state)
{
	struct family f = {0}, again = {0};

	(void)state;
	if (fork() == 0)
		breed();
	for (int time = 0; time < 200; time++) {
		want_int("family_hold", 0, family_hold(&f, &system_roots, getpid()));
		want_int("family_find", 0, family_find(&again, &system_roots, getpid()));
		want_int("none was missed", again.all.count, f.all.count);
		want_states(&again, "TZ");
		family_release(&f);
	}
	family_free(&f);
	family_free(&again);
}

/* A child that ends at once. By vfork: fork copies a sanitizer's memory, ten times as slow. */
static __attribute__((noinline)) void bear_one(void)
{
	if (vfork() == 0)
		_exit(0);
}

static void a_thousand_children_are_found_and_ended(void **state)
{
	struct family f = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		bear_one();
	want_int("family_hold", 0, family_hold(&f, &system_roots, getpid()));
	want_int("count", 1000, f.all.count);
	family_end(&system_roots);
	want_int("waitpid", -1, waitpid(-1, NULL, WNOHANG));
	want_int("no child is left", ECHILD, errno);
	family_free(&f);
}

static void all_are_ended_and_none_is_left(void **state)
{
	struct family f = {0};

	(void)state;
	grow(3, 3);
	want_int("family_hold", 0, family_hold(&f, &system_roots, getpid()));
	family_end(&system_roots);
	want_int("waitpid", -1, waitpid(-1, NULL, WNOHANG));
	want_int("no child is left", ECHILD, errno);
	for (size_t i = 0; i < f.all.count; i++)
		want_int("gone", '-', look(f.all.pid[i]).state);
	family_free(&f);
}

static void orphans_are_ended_too(void **state)
{
	struct family f = {0};

	(void)state;
	grow(1, 2);
	want_int("family_find", 0, family_find(&f, &system_roots, getpid()));
	/* The child dies; its children become ours. */
	kill(f.all.pid[0], SIGKILL);
	want_int("waitpid", f.all.pid[0], waitpid(f.all.pid[0], NULL, 0));
	family_end(&system_roots);
	for (size_t i = 0; i < f.all.count; i++)
		want_int("gone", '-', look(f.all.pid[i]).state);
	family_free(&f);
}

#define WITH_PIPES(function, sentence)                                                             \
	{                                                                                          \
		.name = (sentence), .test_func = (function), .setup_func = open_pipes,             \
		.teardown_func = end_children                                                      \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PIPES(descendants_are_found_parents_first,
			   "descendants are found, parents first"),
		WITH_PIPES(a_recorded_family_is_found, "a recorded family is found"),
		WITH_PIPES(without_lists_the_parents_tell,
			   "without lists of children the parents tell"),
		WITH_PIPES(without_children_there_is_nothing_to_hold,
			   "without children there is nothing to hold"),
		WITH_PIPES(those_held_are_stopped_and_go_on_when_released,
			   "those held are stopped, and go on when released"),
		WITH_PIPES(those_stopped_already_are_held_too,
			   "those stopped already are held too"),
		WITH_PIPES(a_dead_child_does_not_keep_us_waiting,
			   "a dead child does not keep us waiting"),
		WITH_PIPES(one_that_forks_while_it_is_held_hides_no_child,
			   "one that forks while it is held hides no child"),
		WITH_PIPES(a_thousand_children_are_found_and_ended,
			   "a thousand children are found and ended"),
		WITH_PIPES(all_are_ended_and_none_is_left, "all are ended and none is left"),
		WITH_PIPES(orphans_are_ended_too, "orphans are ended too"),
	};

	return cmocka_run_group_tests_name("family", tests, NULL, NULL);
}
