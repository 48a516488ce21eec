/* SPDX-License-Identifier: MIT */
/* descendants, in a /proc of our own where it is certain what happens between two looks. */
#include "unit.h"

#include <signal.h>
#include <sys/prctl.h>

#include "kernel/descendants.h"

/*
 * A tree like /proc in which time passes only when it is looked at. The parent bears a child after
 * its children were listed and before its own state is: on a real /proc that takes a rare moment.
 */
static struct {
	char proc[64];
	pid_t parent, child;
	int looks; /* at the parent's state so far */
} late;

static void late_file(pid_t pid, const char *name, const char *content)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%d/task/%d", late.proc, pid, pid);
	for (char *s = path + strlen(late.proc) + 1; (s = strchr(s, '/')); *s++ = '/') {
		*s = '\0';
		mkdir(path, 0700);
	}
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%d/%s", late.proc, pid, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static void late_child_of(pid_t pid, const char *children)
{
	char name[48];

	snprintf(name, sizeof(name), "task/%d/children", pid);
	late_file(pid, name, children);
}

/* What stands in a stat file up to what is asked of it. */
static void late_state(pid_t pid, char state)
{
	char line[400];
	int len = snprintf(line, sizeof(line), "%d (x) %c", pid, state);

	for (int i = 0; i < 49; i++)
		len += snprintf(line + len, sizeof(line) - (size_t)len, " 0");
	snprintf(line + len, sizeof(line) - (size_t)len, "\n");
	late_file(pid, "stat", line);
}

int __real_text_read(struct text *t, const char *path);
int __wrap_text_read(struct text *t, const char *path);

/* Links in the place of text_read (see the Makefile): the harness is about to look at a file. */
int __wrap_text_read(struct text *t, const char *path)
{
	char stat[128], pid[16];

	snprintf(stat, sizeof(stat), "%s/%d/stat", late.proc, late.parent);
	if (late.parent && strcmp(path, stat) == 0 && ++late.looks == 2) {
		snprintf(pid, sizeof(pid), "%d ", late.child);
		late_child_of(late.parent, pid);
		late_state(late.parent, 'T');
	}
	return __real_text_read(t, path);
}

static int remove_late(const char *path, const struct stat *stat, int kind, struct FTW *at)
{
	(void)stat;
	(void)kind;
	(void)at;
	return remove(path);
}

/* Somebody who may really be sent a signal. */
static pid_t one_that_waits(void)
{
	const pid_t pid = fork();

	if (pid > 0)
		return pid;
	assert_int_equal(pid, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static void one_born_between_two_looks_is_held_too(void **state)
{
	struct roots roots = system_roots;
	struct family f = {0};
	char pid[16];

	(void)state;
	strcpy(late.proc, "/tmp/pagelab-late-XXXXXX");
	assert_non_null(mkdtemp(late.proc));
	roots.proc = late.proc;
	late.parent = one_that_waits();
	late.child = one_that_waits();
	snprintf(pid, sizeof(pid), "%d ", late.parent);
	late_child_of(getpid(), pid);
	late_child_of(late.parent, "");
	late_child_of(late.child, "");
	late_state(late.parent, 'R');
	late_state(late.child, 'T');
	want_int("family_hold", 0, family_hold(&f, &roots, getpid()));
	want_int("both are held", 2, f.all.count);
	family_free(&f);
}

/* Whether it passed or not. */
static int leave_nothing(void **state)
{
	(void)state;
	late.parent = 0;
	family_end(&system_roots);
	return nftw(late.proc, remove_late, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{.name = "one born between two looks is held too",
		 .test_func = one_born_between_two_looks_is_held_too,
		 .teardown_func = leave_nothing},
	};

	return cmocka_run_group_tests_name("family_late", tests, NULL, NULL);
}
