/* SPDX-License-Identifier: MIT */
/* cap_raw: groups by the kernel's own files: for ordinary users, and where libcgroup is not. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup/cap.h"
#include "util/file.h"

int cap_write(const char *folder, const char *file, const char *value)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/%s", folder, file);
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return write(fd, value, strlen(value)) < 0 ? -errno : 0;
}

static int create_raw(const struct group *group, const char *file, const char *value)
{
	int error;

	/* An existing name is somebody else's: EEXIST. */
	if (mkdir(group->folder, 0755) < 0)
		return -errno;
	if ((error = cap_write(group->folder, file, value)) < 0)
		rmdir(group->folder);
	return error;
}

const struct cap_backend cap_raw = {"raw", create_raw};
