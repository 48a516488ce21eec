/* SPDX-License-Identifier: MIT */
/* Files that appear whole or not at all, in folders that others may write in too. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "util/file.h"
#include "util/line.h"

enum { PUT_NAME = 64 };

int file_unforeseen(char *out, size_t room, const char *prefix)
{
	uint64_t random[2];
	ssize_t n;

	while ((n = getrandom(random, sizeof(random), 0)) < 0 && errno == EINTR)
		;
	if (n != (ssize_t)sizeof(random))
		return n < 0 ? -errno : -EIO;
	return line_set(out, room, "%s%016" PRIx64 "%016" PRIx64, prefix, random[0], random[1])
		       ? 0
		       : -ENAMETOOLONG;
}

int file_write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len) {
		const ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A disk, or a server, that is full may say so only at the end. */
static int fill(int fd, const void *data, size_t len, bool on_disk)
{
	int error = file_write_all(fd, data, len);

	if (!error && on_disk && fsync(fd) < 0)
		error = -errno;
	return close(fd) < 0 && !error ? -errno : error;
}

int file_put(int folder, const char *name, const void *data, size_t len, bool on_disk)
{
	sigset_t all, before;
	char part[PUT_NAME];
	int error = file_unforeseen(part, sizeof(part), ".part-");

	if (error)
		return error;
	/* A signal in between would leave the part. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	const int fd = openat(folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	error = fd < 0 ? -errno : fill(fd, data, len, on_disk);
	if (!error && renameat(folder, part, folder, name) < 0)
		error = -errno;
	if (error && fd >= 0)
		unlinkat(folder, part, 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return error;
}
