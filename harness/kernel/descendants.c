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
#include "util/failed.h"
#include "util/file.h"

enum { POLL_NS = 100 * 1000, HOLD_ROUNDS = 20 * 1000, CHILDREN_MAX = 32 * 1024 };

enum { END_ROUNDS = 100 * 1000 }; /* ten seconds */

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
		return failed(errno, "%s", path);
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

/* A kernel without CONFIG_PROC_CHILDREN has no list of children, but each process its parent. */
static int add_by_parent(struct pids *all, const struct roots *roots, pid_t parent,
			 struct text *text)
{
	struct stat_line stat;
	char path[PATH_MAX];
	int error = 0;
	DIR *proc = opendir(roots->proc);

	if (!proc)
		return failed(errno, "%s", roots->proc);
	for (struct dirent *entry; !error && (entry = readdir(proc));) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		format(path, sizeof(path), "%s/%.16s/stat", roots->proc, entry->d_name);
		error = text_read(text, path);
		if (error == -ENOENT || error == -ESRCH || error == -EACCES) {
			error = 0; /* gone, or another's */
		} else if (!error && parse_stat(text->data, text->len, &stat) &&
			   stat.ppid == parent) {
			const int pid = (int)stat.pid;

			error = add(all, &pid, 1);
		}
	}
	closedir(proc);
	return error;
}

static bool is_shown(const struct roots *roots, pid_t pid)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/stat", roots->proc, pid);
	return access(path, F_OK) == 0;
}

typedef int (*adder)(struct pids *all, const struct roots *roots, pid_t pid, struct text *text);

/* The list grows while it is walked; a child that is gone by now has no children. */
static int find_by(adder add_those_of, struct pids *all, const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};

	all->count = 0;
	int error = add_those_of(all, roots, pid, &text);
	for (size_t i = 0; !error && i < all->count; i++) {
		if (all->count > CHILDREN_MAX)
			return -E2BIG;
		error = add_those_of(all, roots, all->pid[i], &text);
		if ((error == -ENOENT || error == -ESRCH) && !is_shown(roots, all->pid[i]))
			error = 0;
	}
	return error;
}

int family_find(struct family *f, const struct roots *roots, pid_t pid)
{
	int error = find_by(add_children, &f->all, roots, pid);

	if (error == -ENOENT && is_shown(roots, pid))
		error = find_by(add_by_parent, &f->all, roots, pid);
	return error;
}

/* Stopped, dead or gone: it moves no more. 1, 0 or -errno. */
static int is_still(const struct roots *roots, pid_t pid, struct text *text)
{
	struct stat_line stat;
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/stat", roots->proc, pid);
	const int error = text_read(text, path);
	if (error)
		return error == -ENOENT || error == -ESRCH ? 1 : error;
	return !parse_stat(text->data, text->len, &stat) || strchr("TtZX", stat.state) != NULL;
}

/* Stops who still moves. True when nobody did. */
static bool stop_all(struct family *f, const struct roots *roots, struct text *text, int *error)
{
	bool still = true;

	for (size_t i = 0; i < f->all.count && !*error; i++) {
		const pid_t pid = f->all.pid[i];
		const int is = is_still(roots, pid, text);

		if (is > 0)
			continue;
		still = false;
		*error = is < 0 ? is : add(&f->stopped, &pid, 1);
		if (!*error && kill(pid, SIGSTOP) < 0 && errno != ESRCH)
			*error = failed(errno, "kill(2) with SIGSTOP");
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

int family_release(struct family *f)
{
	int error = 0;

	for (size_t i = 0; i < f->stopped.count; i++)
		if (kill(f->stopped.pid[i], SIGCONT) < 0 && errno != ESRCH)
			error = failed(errno, "kill(2) with SIGCONT");
	f->stopped.count = 0;
	return error;
}

/* Kills all it finds, reaps what is dead; orphans of those are ours then. False: nobody is left. */
static bool end_some(struct family *f, const struct roots *roots)
{
	const int error = family_find(f, roots, getpid());

	for (size_t i = 0; i < f->all.count; i++)
		kill(f->all.pid[i], SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	return error || f->all.count;
}

void family_end(const struct roots *roots)
{
	struct family f = {0};

	for (int round = 0; round < END_ROUNDS && end_some(&f, roots); round++)
		nanosleep(&(struct timespec){0, POLL_NS}, NULL);
	family_free(&f);
}
