/* SPDX-License-Identifier: MIT */
/*
 * cap_cgroup: groups by libcgroup, the usual way as root. Known of its versions 2.0 and 3.1: the
 * default logger writes to stdout, an existing name succeeds, and a partial failure leaves the
 * folder behind; so the name is looked at first, every return is checked, and a failure cleans up.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup/cap.h"

#ifdef HAVE_LIBCGROUP
#include <libcgroup.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void log_nothing(void *self, int level, const char *how, va_list args)
{
	(void)self;
	(void)level;
	(void)how;
	(void)args;
}

/* The name below the mount point, as libcgroup wants it. */
static int fill_and_create(struct cgroup *group, const char *file, const char *value)
{
	struct cgroup_controller *memory = cgroup_add_controller(group, "memory");

	if (!memory || cgroup_add_value_string(memory, file, value) != 0)
		return -ENOMEM;
	errno = 0;
	if (cgroup_create_cgroup(group, 0) == 0)
		return 0;
	/* Its own codes (50007, 50015, 50016) all come to this; errno is the kernel's word. */
	return errno ? -errno : -EPERM;
}

/* It takes the first mount of the controller, which may show another part of the tree than ours. */
static bool is_its_mount(const struct group *group)
{
	char *mount = NULL;
	const bool is = cgroup_get_subsys_mount_point("memory", &mount) == 0 && mount &&
			strlen(mount) == group->mount_len &&
			memcmp(mount, group->folder, group->mount_len) == 0;

	free(mount);
	return is;
}

static int create_by_libcgroup(const struct group *group, const char *file, const char *value)
{
	struct stat there;

	if (!is_its_mount(group))
		return -ENOTSUP;
	if (stat(group->folder, &there) == 0)
		return -EEXIST;
	struct cgroup *new = cgroup_new_cgroup(group->folder + group->mount_len + 1);
	if (!new)
		return -ENOMEM;
	int error = fill_and_create(new, file, value);
	cgroup_free(&new);
	if (error)
		rmdir(group->folder);
	else if (stat(group->folder, &there) < 0)
		error = -errno; /* made elsewhere: another mount of the controller */
	return error;
}

const struct cap_backend *cap_libcgroup(void)
{
	static const struct cap_backend backend = {"libcgroup", create_by_libcgroup};

	cgroup_set_logger(log_nothing, CGROUP_LOG_ERROR, NULL);
	return rights_of_self(&system_roots) == RIGHTS_ROOT && cgroup_init() == 0 ? &backend : NULL;
}

bool cap_has_libcgroup(void)
{
	return true;
}

#else

bool cap_has_libcgroup(void)
{
	return false;
}

const struct cap_backend *cap_libcgroup(void)
{
	return NULL;
}

#endif
