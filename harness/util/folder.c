/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/folder.h"
#include "util/line.h"

enum { NAME_BYTES = 256 };

int folder_open(const char *path)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

bool folder_is_absent(int error)
{
	const int positive = error < 0 ? -error : error;

	return positive == ENOENT || positive == ENOTDIR;
}

/* The next name of a path, into name. 0, 1 at its end, or -errno: it would lead out of the folder. */
static int next_name(const char **path, char name[NAME_BYTES])
{
	*path += strspn(*path, "/");
	const size_t len = strcspn(*path, "/");

	if (!len)
		return 1;
	if (len >= NAME_BYTES)
		return -ENAMETOOLONG;
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	return strcmp(name, "..") == 0 ? -EXDEV : 0;
}

/* With O_DIRECTORY the kernel calls a link that is not followed no folder, as it does with a file. */
static int link_or(int folder, const char *name, int error)
{
	struct stat info;

	return error == -ENOTDIR && fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			       S_ISLNK(info.st_mode)
		       ? -ELOOP
		       : error;
}

/* Without openat2(2): each folder on the way is opened in the one before, and is none if it is a link. */
static int open_by_names(int folder, const char *path, int flags)
{
	CLEANUP_FD int at = -1;
	char name[NAME_BYTES];
	int error = next_name(&path, name);

	while (!error && *(path + strspn(path, "/"))) {
		const int next = openat(at < 0 ? folder : at, name,
					O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (next < 0)
			return link_or(at < 0 ? folder : at, name, -errno);
		close_fd(&at);
		at = next;
		error = next_name(&path, name);
	}
	if (error)
		return error < 0 ? error : -ENOENT;
	const int fd = openat(at < 0 ? folder : at, name, flags | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * openat2(2) since Linux 5.6: the kernel resolves the path in one act. glibc 2.36 has no wrapper, older kernels say
 * ENOSYS, and seccomp filters (containers) say ENOSYS or EPERM.
 */
static int open_beneath(int folder, const char *name, int flags)
{
	const struct open_how how = {.flags = (unsigned)flags | O_NOFOLLOW | O_CLOEXEC,
				     .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
	const long fd = syscall(SYS_openat2, folder, name, &how, sizeof(how));

	if (fd >= 0)
		return (int)fd;
	return errno == ENOSYS || errno == EPERM || errno == EINVAL
		       ? open_by_names(folder, name, flags)
		       : -errno;
}

int folder_enter(int folder, const char *name)
{
	const int fd = open_beneath(folder, name, O_RDONLY | O_DIRECTORY);

	return link_or(folder, name, fd) == -ELOOP ? -FILE_IS_LINK : fd;
}

/* A link is one file elsewhere; a socket or a device without its driver cannot be opened at all. */
static int refused(int error)
{
	return error == -ELOOP || error == -ENXIO || error == -EISDIR ? -FILE_NOT_PLAIN : error;
}

int folder_open_file(int folder, const char *name, int most_mib)
{
	struct stat info;

	/* Before it is opened: to open a device may do something to it. */
	if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(info.st_mode))
		return -FILE_NOT_PLAIN;
	CLEANUP_FD int fd = open_beneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return refused(fd);
	if (fstat(fd, &info) < 0)
		return -errno;
	if (!S_ISREG(info.st_mode))
		return -FILE_NOT_PLAIN;
	if (info.st_size > (off_t)most_mib << 20)
		return -(FILE_TOO_LARGE + most_mib);
	if (fcntl(fd, F_SETFL, 0) < 0)
		return -errno;
	const int whole = fd;
	fd = -1;
	return whole;
}

int folder_read_file(struct text *t, int folder, const char *name, int most_mib)
{
	CLEANUP_FD int fd = folder_open_file(folder, name, most_mib);

	return text_pread_most(t, fd, most_mib);
}

int folder_has(int folder, const char *name)
{
	struct stat info;

	if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0)
		return 1;
	return folder_is_absent(errno) ? 0 : -errno;
}
