/* SPDX-License-Identifier: MIT */
/* The end of a group: ours, or that of an owner who is dead. Its processes end with it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "cgroup/cap_internal.h"
#include "kernel/parse.h"
#include "util/file.h"
#include "util/line.h"

enum { EMPTY_ROUNDS = 4000, EMPTY_POLL_NS = 1000 * 1000 };

int64_t cap_start_of(const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	struct stat_line stat;
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/stat", roots->proc, pid);
	if (text_read(&text, path) < 0 || !parse_stat(text.data, text.len, &stat))
		return -1;
	return stat.start_ticks;
}

/* Every process in the folder gets SIGKILL: by cgroup.kill, else by its pid. How many there are. */
static int kill_members(const char *folder)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];
	int n;

	format(path, sizeof(path), "%s/cgroup.procs", folder);
	if (text_read(&text, path) < 0)
		return 0;
	/* A pid and a newline take at least two bytes. */
	size_t room = text.len / 2 + 1;
	int *pids = malloc(room * sizeof(*pids));
	if (!pids)
		return -ENOMEM;
	n = (int)parse_pids(text.data, text.len, pids, room);
	if (n && cap_write(folder, "cgroup.kill", "1") < 0)
		for (int i = 0; i < n; i++)
			kill(pids[i], SIGKILL);
	free(pids);
	return n;
}

/* A group that is not empty must not be removed: v1 would set its processes free. */
static int empty_and_remove(const char *folder)
{
	for (int round = 0; round < EMPTY_ROUNDS; round++) {
		if (kill_members(folder) == 0) {
			if (rmdir(folder) == 0 || errno == ENOENT)
				return 0;
			if (errno != EBUSY)
				return -errno;
		}
		nanosleep(&(struct timespec){0, EMPTY_POLL_NS}, NULL);
	}
	return -EBUSY;
}

/* "pagelab-UID-PID-START-N": false for any other name. */
static bool owner_of(const char *name, pid_t *pid, int64_t *start)
{
	const char *s = name;
	int64_t part[4];

	if (strncmp(s, CAP_PREFIX, strlen(CAP_PREFIX)) != 0)
		return false;
	s += strlen(CAP_PREFIX);
	for (int i = 0; i < 4; i++) {
		const char *end = s + strcspn(s, "-");
		const bool last = i == 3;
		struct value value = parse_number(&s, end);

		if (!value.known || s != end || (*end == '\0') != last)
			return false;
		part[i] = value.n;
		s += !last;
	}
	*pid = (pid_t)part[1];
	*start = part[2];
	return true;
}

bool cap_is_room_of_living(const struct roots *roots, const char *name)
{
	int64_t start;
	pid_t pid;

	return owner_of(name, &pid, &start) && cap_start_of(roots, pid) == start;
}

/* 1 when it was the group of a dead owner and is gone. */
static size_t clean_one(const struct roots *roots, const char *parent, const char *name)
{
	char folder[PATH_MAX];
	int64_t start;
	pid_t pid;

	if (!owner_of(name, &pid, &start) || cap_start_of(roots, pid) == start ||
	    path_join(folder, sizeof(folder), parent, name) < 0)
		return 0;
	CLEANUP_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
		return 0;
	return empty_and_remove(folder) == 0;
}

size_t cap_clean(const struct roots *roots)
{
	struct cap_tries tries = {0};
	struct group parent;
	const char *where;
	size_t removed = 0;

	if (!cap_find_parent(roots, &parent, &where, &tries))
		return 0;
	DIR *folder = opendir(parent.folder);
	if (!folder)
		return 0;
	for (struct dirent *entry; (entry = readdir(folder));)
		removed += clean_one(roots, parent.folder, entry->d_name);
	closedir(folder);
	return removed;
}

int cap_destroy(struct cap *cap)
{
	int error = 0;

	if (cap->is_made)
		error = empty_and_remove(cap->group.folder);
	cap->is_made = error != 0;
	close_fd(&cap->procs);
	close_fd(&cap->lock);
	return error;
}
