/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/scratch.h"
#include "util/file.h"

enum { FILES_OPEN = 16 };

static const char prefix[] = "pagelab-";

pid_t scratch_owner(const char *name)
{
	char *end;

	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return 0;
	const char *digits = name + strlen(prefix);
	if (*digits < '1' || *digits > '9')
		return 0;
	const long pid = strtol(digits, &end, 10);
	if (*end != '-' || strlen(end) != strlen("-XXXXXX") || pid > INT_MAX)
		return 0;
	return (pid_t)pid;
}

static const char *scratch_place(void)
{
	return getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp";
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *at)
{
	(void)stat;
	(void)kind;
	(void)at;
	return remove(path);
}

/* Everybody may write there: only a folder of our own, and no link to one, is touched. */
static bool remove_folder(DIR *folder, const char *name)
{
	char path[PATH_MAX];
	struct stat stat;

	if (fstatat(dirfd(folder), name, &stat, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISDIR(stat.st_mode) || stat.st_uid != geteuid())
		return false;
	format(path, sizeof(path), "%s/%s", scratch_place(), name);
	return nftw(path, remove_one, FILES_OPEN, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0;
}

static bool is_alive(const struct roots *roots, pid_t pid)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d", roots->proc, pid);
	return access(path, F_OK) == 0;
}

/* Of that process, or of all that are no more: pid 0. */
static size_t remove_all(const struct roots *roots, pid_t pid)
{
	DIR *folder = opendir(scratch_place());
	size_t removed = 0;

	if (!folder)
		return 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		const pid_t owner = scratch_owner(entry->d_name);

		if (owner && (pid ? owner == pid : !is_alive(roots, owner)))
			removed += remove_folder(folder, entry->d_name);
	}
	closedir(folder);
	return removed;
}

size_t scratch_remove(pid_t pid)
{
	return remove_all(&system_roots, pid);
}

size_t scratch_clean(const struct roots *roots)
{
	return remove_all(roots, 0);
}
