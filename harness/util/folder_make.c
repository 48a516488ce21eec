/* SPDX-License-Identifier: MIT */
/* Folders that we make, in places where others may have put something before. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/folder.h"
#include "util/line.h"

enum { OPENED = O_PATH | O_DIRECTORY | O_CLOEXEC, TRIES = 16 };

int folder_make(int folder, const char *name)
{
	struct stat info;

	if (mkdirat(folder, name, 0777) < 0 && errno != EEXIST)
		return -errno;
	int fd = openat(folder, name, OPENED | O_NOFOLLOW);
	if (fd >= 0)
		return fd;
	const int error = -errno;
	if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISLNK(info.st_mode))
		return error;
	if (info.st_uid != geteuid() && info.st_uid != 0)
		return -FILE_FOREIGN_LINK;
	fd = openat(folder, name, OPENED);
	return fd < 0 ? -errno : fd;
}

/* What stands above the folder is the machine's own: its links lead where they lead. */
static int make_above(int folder, const char *name)
{
	if (mkdirat(folder, name, 0777) < 0 && errno != EEXIST)
		return -errno;
	const int fd = openat(folder, name, OPENED);
	return fd < 0 ? -errno : fd;
}

int folder_make_path(char *path)
{
	int at = open(*path == '/' ? "/" : ".", OPENED);
	char *name = path + strspn(path, "/");

	if (at < 0)
		return -errno;
	while (*name) {
		char *end = name + strcspn(name, "/"), was = *end;
		const char *next = end + strspn(end, "/");

		*end = '\0';
		const int below = *next ? make_above(at, name) : folder_make(at, name);
		close_fd(&at);
		if (below < 0)
			return below;
		at = below;
		*end = was;
		name = path + (next - path);
	}
	return at;
}

/* Open and held; 0: somebody swept it before it was held. */
static int hold(int folder, const char *name)
{
	CLEANUP_FD int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat info;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	flock(fd, LOCK_EX); /* where there are no locks, nobody sweeps */
	if (fstat(fd, &info) < 0)
		return -errno;
	if (!info.st_nlink)
		return 0;
	const int held = fd;
	fd = -1;
	return held;
}

int folder_make_temporary(int folder, const char *prefix, char name[FOLDER_NAME])
{
	for (int tries = 0; tries < TRIES; tries++) {
		int error = file_unforeseen(name, FOLDER_NAME, prefix);

		if (error)
			return error;
		if (mkdirat(folder, name, 0700) < 0) {
			if (errno != EEXIST)
				return -errno;
			continue;
		}
		if ((error = hold(folder, name)) > 0)
			return error;
		unlinkat(folder, name, AT_REMOVEDIR);
		if (error)
			return error;
	}
	return -EEXIST;
}

static bool sweep(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat info;
	const bool is_ours = fd >= 0 && fstat(fd, &info) == 0 && info.st_uid == geteuid() &&
			     flock(fd, LOCK_EX | LOCK_NB) == 0;

	if (is_ours)
		folder_remove(folder, name, &fd);
	close_fd(&fd);
	return is_ours && faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0;
}

size_t folder_sweep(int folder, const char *prefix)
{
	const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	size_t swept = 0;

	if (!entries)
		return 0;
	for (struct dirent *entry; (entry = readdir(entries));)
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			swept += sweep(folder, entry->d_name);
	closedir(entries);
	return swept;
}

void folder_remove(int parent, const char *name, int *folder)
{
	if (*folder < 0)
		return;
	DIR *files = fdopendir(*folder);

	for (struct dirent *entry; files && (entry = readdir(files));)
		unlinkat(dirfd(files), entry->d_name, 0);
	if (files)
		closedir(files);
	else
		close(*folder);
	*folder = -1;
	unlinkat(parent, name, AT_REMOVEDIR);
}
