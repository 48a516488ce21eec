/* SPDX-License-Identifier: MIT */
/* The archive itself. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "course/submit_internal.h"
#include "i18n/filter_process.h"
#include "util/file.h"
#include "util/line.h"

/* All of it, and on the disk: a disk that is full may say so only at the end. 0 or -errno. */
static int write_whole(const char *path, const struct text *tar)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	size_t done = 0;
	int error = fd < 0 ? -errno : 0;

	while (!error && done < tar->len) {
		const ssize_t n = write(fd, tar->data + done, tar->len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			error = n < 0 ? -errno : -EIO;
	}
	if (!error && fsync(fd) < 0)
		error = -errno;
	if (fd >= 0 && close(fd) < 0 && !error)
		error = -errno;
	return error;
}

/*
 * Whole or not at all: it is made in our own folder, which nobody else writes in and which goes in
 * any case, and then takes the place of the one before.
 */
static int write_archive(struct submission *s, const struct text *tar)
{
	char own[PATH_MAX];

	/* No seed's name begins with a point. */
	int error = path_join(own, sizeof(own), s->temporary, ".whole");
	if (!error)
		error = write_whole(own, tar);
	if (!error && rename(own, s->archive) < 0)
		error = -errno;
	return submit_fail(s, error, s->archive);
}

int submit_pack(struct submission *s)
{
	CLEANUP_TEXT struct text tar = {0};
	char *const argv[] = {"tar", "-c", "-z",	  "-f",
			      "-",   "-C", s->temporary, s->name, NULL};
	const int error = tool_filter(argv, "", 0, &tar);

	return error ? submit_fail(s, error, "tar") : write_archive(s, &tar);
}
