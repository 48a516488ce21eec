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

#include "kernel/descendants.h"
#include "kernel/parse.h"
#include "util/file.h"

enum { POLL_NS = 100 * 1000, HOLD_ROUNDS = 20 * 1000, CHILDREN_MAX = 32 * 1024 };

void family_free(struct family *f)
{
	free(f->all.pid);
	free(f->stopped.pid);
	*f = (struct family){0};
}

static int add(struct pids *p, const int *pids, size_t n)
{
	if (p->count + n > p->room) {
		size_t room = 2 * (p->count + n) + 64;
		pid_t *pid = realloc(p->pid, room * sizeof(*pid));

		if (!pid)
			return -ENOMEM;
		p->pid = pid;
		p->room = room;
	}
	for (size_t i = 0; i < n; i++)
		p->pid[p->count++] = pids[i];
	return 0;
}

static int add_children_of_thread(struct pids *all, const char *path, struct text *text)
{
	int error = text_read(text, path);

	if (error < 0 || text->len == 0)
		return error;
	/* A pid and a blank take at least two bytes. */
	size_t room = text->len / 2 + 1;
	int *pids = malloc(room * sizeof(*pids));
	if (!pids)
		return -ENOMEM;
	error = add(all, pids, parse_pids(text->data, text->len, pids, room));
	free(pids);
	return error;
}

static int add_children(struct pids *all, const struct roots *roots, pid_t pid, struct text *text)
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
		error = add_children_of_thread(all, path, text);
		if (error < 0)
			break;
	}
	closedir(tasks);
	return error;
}

int family_find(struct family *f, const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	struct pids *all = &f->all;
	int error;

	all->count = 0;
	if ((error = add_children(all, roots, pid, &text)) < 0)
		return error;
	/* The list grows while it is walked; a child that is gone by now has no children. */
	for (size_t i = 0; i < all->count; i++) {
		if (all->count > CHILDREN_MAX)
			return -E2BIG;
		error = add_children(all, roots, all->pid[i], &text);
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

/* Stops who still moves. True when nobody did. */
static bool stop_all(struct family *f, const struct roots *roots, struct text *text, int *error)
{
	bool still = true;

	for (size_t i = 0; i < f->all.count && !*error; i++) {
		const pid_t pid = f->all.pid[i];

		if (is_still(roots, pid, text))
			continue;
		still = false;
		*error = add(&f->stopped, &pid, 1);
		kill(pid, SIGSTOP);
	}
	return still;
}

int family_hold(struct family *f, const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	size_t held = 0; /* how many there were in the last round, when all of them were still */

	for (int round = 0; round < HOLD_ROUNDS; round++) {
		int error = family_find(f, roots, pid);
		const bool still = !error && stop_all(f, roots, &text, &error);

		if (error < 0)
			return error;
		/* Who was still only after it was looked at may have borne one in between. */
		if (still && f->all.count == held)
			return 0;
		held = still ? f->all.count : 0;
		if (!still)
			nanosleep(&(struct timespec){0, POLL_NS}, NULL);
	}
	return -ETIMEDOUT;
}

void family_release(struct family *f)
{
	for (size_t i = 0; i < f->stopped.count; i++)
		kill(f->stopped.pid[i], SIGCONT);
	f->stopped.count = 0;
}

void family_end(const struct roots *roots)
{
	struct family f = {0};

	do {
		family_find(&f, roots, getpid());
		for (size_t i = 0; i < f.all.count; i++)
			kill(f.all.pid[i], SIGKILL);
		/* Reap one, and what else is dead; orphans of it are ours now. */
		if (waitpid(-1, NULL, f.all.count ? 0 : WNOHANG) > 0)
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
	} while (f.all.count);
	family_free(&f);
}
