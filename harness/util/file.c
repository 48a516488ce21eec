/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "util/failed.h"
#include "util/file.h"

enum { FIRST_ROOM = 16 * 1024 };

void text_free(struct text *t)
{
	free(t->data);
	*t = (struct text){0};
}

static int grow(struct text *t)
{
	size_t room = t->room ? 2 * t->room : FIRST_ROOM;
	char *data = realloc(t->data, room);

	if (!data)
		return -ENOMEM;
	t->data = data;
	t->room = room;
	return 0;
}

static int pread_until(struct text *t, int fd, bool one_line, size_t most)
{
	size_t len = 0;

	t->len = 0;
	for (;;) {
		if (len > most)
			return -EFBIG;
		if (len + 1 >= t->room && grow(t) < 0)
			return -ENOMEM;
		ssize_t n = pread(fd, t->data + len, t->room - len - 1, (off_t)len);
		if (n < 0 && errno == ESPIPE) /* a pipe has no beginning to go back to */
			n = read(fd, t->data + len, t->room - len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			t->data[0] = '\0';
			return -errno;
		}
		if (n == 0)
			break;
		len += (size_t)n;
		if (one_line && t->data[len - 1] == '\n')
			break;
	}
	t->data[len] = '\0';
	t->len = len;
	return 0;
}

int text_pread(struct text *t, int fd)
{
	return pread_until(t, fd, false, SIZE_MAX);
}

int text_pread_line(struct text *t, int fd)
{
	return pread_until(t, fd, true, SIZE_MAX);
}

static int emptied(struct text *t, int error)
{
	t->len = 0;
	if (t->data)
		t->data[0] = '\0';
	return error;
}

int text_pread_most(struct text *t, int fd, int most_mib)
{
	int error = fd < 0 ? fd : pread_until(t, fd, false, (size_t)most_mib << 20);

	if (error == -EFBIG)
		error = -(FILE_TOO_LARGE + most_mib);
	return error ? emptied(t, error) : 0;
}

int text_read(struct text *t, const char *path)
{
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	const int error = fd >= 0 ? text_pread(t, fd) : emptied(t, -errno);

	return error ? failed(error, "%s", path) : 0;
}

int text_read_plain(struct text *t, int folder, const char *name)
{
	CLEANUP_FD int fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) < 0)
		return emptied(t, errno == ENXIO ? -FILE_NOT_PLAIN : -errno);
	if (!S_ISREG(info.st_mode))
		return emptied(t, -FILE_NOT_PLAIN);
	if (info.st_size > (off_t)FILE_MIB_MAX << 20)
		return emptied(t, -(FILE_TOO_LARGE + FILE_MIB_MAX));
	return text_pread_most(t, fd, FILE_MIB_MAX);
}

void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void format(char *out, size_t room, const char *how, ...)
{
	va_list args;

	va_start(args, how);
	int n = vsnprintf(out, room, how, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room)
		errx(EX_SOFTWARE, "a text of %d bytes does not fit: %.60s", n, how);
}
