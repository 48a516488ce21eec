/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "family.h"
#include "file.h"
#include "parse.h"

enum { POLL_NS = 100 * 1000, HOLD_ROUNDS = 20 * 1000, CHILDREN_MAX = 32 * 1024 };

void family_free(struct family *f)
{
	free(f->pid);
	*f = (struct family){0};
}

static int add(struct family *f, const int *pids, size_t n)
{
	if (f->count + n > f->room) {
		size_t room = 2 * (f->count + n) + 64;
		pid_t *pid = realloc(f->pid, room * sizeof(*pid));

		if (!pid)
			return -ENOMEM;
		f->pid = pid;
		f->room = room;
	}
	for (size_t i = 0; i < n; i++)
		f->pid[f->count++] = pids[i];
	return 0;
}

static int add_children_of_thread(struct family *f, const char *path, struct text *text)
{
	int error = text_read(text, path);

	if (error < 0 || text->len == 0)
		return error;
	/* A pid and a blank take at least two bytes. */
	size_t room = text->len / 2 + 1;
	int *pids = malloc(room * sizeof(*pids));
	if (!pids)
		return -ENOMEM;
	error = add(f, pids, parse_pids(text->data, text->len, pids, room));
	free(pids);
	return error;
}

static int add_children(struct family *f, const struct roots *roots, pid_t pid, struct text *text)
{
	char path[PATH_MAX];
	int error = -ENOENT;

	format(path, sizeof(path), "%s/%d/task", roots->proc, pid);
	DIR *tasks = opendir(path);
	if (!tasks)
		return -errno;
	for (struct dirent *task; (task = readdir(tasks));) {
		if (task->d_name[0] == '.')
			continue;
		format(path, sizeof(path), "%s/%d/task/%.16s/children", roots->proc, pid,
		       task->d_name);
		error = add_children_of_thread(f, path, text);
		if (error < 0)
			break;
	}
	closedir(tasks);
	return error;
}

int family_find(struct family *f, const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	int error;

	f->count = 0;
	if ((error = add_children(f, roots, pid, &text)) < 0)
		return error;
	/* The list grows while it is walked; a child that is gone by now has no children. */
	for (size_t i = 0; i < f->count && f->count < CHILDREN_MAX; i++) {
		error = add_children(f, roots, f->pid[i], &text);
		if (error == -ENOMEM)
			return error;
	}
	return 0;
}

/* Stopped, dead or gone: it moves no more. */
static bool is_still(const struct roots *roots, pid_t pid, struct text *text)
{
	struct stat_line stat;
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/stat", roots->proc, pid);
	return text_read(text, path) < 0 || !parse_stat(text->data, text->len, &stat) ||
	       strchr("TtZX", stat.state) != NULL;
}

int family_hold(struct family *f, const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	size_t held = 0;

	for (int round = 0; round < HOLD_ROUNDS; round++) {
		int error = family_find(f, roots, pid);
		bool still = true;

		if (error < 0)
			return error;
		for (size_t i = 0; i < f->count; i++)
			if (!is_still(roots, f->pid[i], &text)) {
				kill(f->pid[i], SIGSTOP);
				still = false;
			}
		/* Still, and none was born since the last look. */
		if (still && f->count == held)
			return 0;
		held = f->count;
		if (!still)
			nanosleep(&(struct timespec){0, POLL_NS}, NULL);
	}
	return -ETIMEDOUT;
}

void family_release(const struct family *f)
{
	for (size_t i = 0; i < f->count; i++)
		kill(f->pid[i], SIGCONT);
}

void family_end(const struct roots *roots)
{
	struct family f = {0};

	do {
		family_find(&f, roots, getpid());
		for (size_t i = 0; i < f.count; i++)
			kill(f.pid[i], SIGKILL);
		/* Reap one, and what else is dead; orphans of it are ours now. */
		if (waitpid(-1, NULL, f.count ? 0 : WNOHANG) > 0)
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
	} while (f.count);
	family_free(&f);
}
