/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/line.h"
#include "util/owner.h"

static const char system_path[] = "/usr/sbin:/usr/bin:/sbin:/bin";

enum { FIRST_USER = 1000 };

static bool stat_nearest(const char *path, struct stat *found)
{
	char at[PATH_MAX];

	if (!line_set(at, sizeof(at), "%s", path))
		return false;
	while (stat(at, found) < 0) {
		char *slash = strrchr(at, '/');

		if ((errno != ENOENT && errno != ENOTDIR) || strcmp(at, ".") == 0 || strcmp(at, "/") == 0)
			return false;
		if (slash)
			slash[slash == at] = '\0';
		else
			strcpy(at, ".");
	}
	return true;
}

/* A static program has no name service: there is one user in the machine that it is made for. */
static void look_up(struct owner *o)
{
#ifndef STATIC
	const struct passwd *account = getpwuid(o->uid);

	if (!account || !line_set(o->name, sizeof(o->name), "%s", account->pw_name) ||
	    !line_set(o->home, sizeof(o->home), "%s", account->pw_dir)) {
		o->name[0] = '\0';
		return;
	}
	o->gid = account->pw_gid;
#else
	o->name[0] = '\0';
#endif
}

bool owner_of_place(const char *path, struct owner *out)
{
	struct stat place;

	*out = (struct owner){0};
	if (!stat_nearest(path, &place) || place.st_uid == 0)
		return false;
	out->uid = place.st_uid;
	out->gid = place.st_gid;
	look_up(out);
	return true;
}

static int set_groups(const struct owner *owner)
{
#ifndef STATIC
	if (owner->name[0])
		return initgroups(owner->name, owner->gid) < 0 ? -errno : 0;
#endif
	return setgroups(0, NULL) < 0 ? -errno : 0;
}

int owner_become(const struct owner *owner)
{
	/* The session of whoever typed it, in which its owner may write nothing. */
	static const char *const of_session[] = {"XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
						 "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"};
	const int error = set_groups(owner);

	if (error)
		return error;
	if (setresgid(owner->gid, owner->gid, owner->gid) < 0 ||
	    setresuid(owner->uid, owner->uid, owner->uid) < 0)
		return -errno;
	/* Never trusted to have worked: user namespaces and security modules have their own ideas. */
	if (getuid() != owner->uid || geteuid() != owner->uid || setuid(0) == 0)
		return -EPERM;
	for (size_t i = 0; i < sizeof(of_session) / sizeof(of_session[0]); i++)
		unsetenv(of_session[i]);
	setenv("HOME", owner->home[0] ? owner->home : "/", 1);
	if (owner->name[0]) {
		setenv("USER", owner->name, 1);
		setenv("LOGNAME", owner->name, 1);
	}
	return 0;
}

void owner_make_files_as(const struct owner *owner)
{
	setfsgid(owner->gid);
	setfsuid(owner->uid);
}

void owner_files_as_before(void)
{
	setfsuid(geteuid());
	setfsgid(getegid());
}

/*
 * Only root puts a file into the folder. A group of the system may, too: /usr/local is of staff in older
 * Debians. In a folder above it, who may write can put another one in its place, unless it is sticky.
 */
static bool is_of_root(const struct stat *folder, bool is_last)
{
	const bool by_group = folder->st_mode & S_IWGRP && folder->st_gid >= FIRST_USER;
	const bool by_all = folder->st_mode & S_IWOTH;

	return S_ISDIR(folder->st_mode) && folder->st_uid == 0 &&
	       (!(by_group || by_all) || (!is_last && folder->st_mode & S_ISVTX));
}

/* A folder that is not there can be made by whoever may write in the one above it. To be freed. */
static char *existing(const char *typed)
{
	char path[PATH_MAX], *found = NULL;
	bool is_there = line_set(path, sizeof(path), "%s", typed);

	while (is_there && !(found = realpath(path, NULL)) && errno == ENOENT) {
		char *slash = strrchr(path, '/');

		is_there = slash && slash[1];
		if (is_there)
			slash[slash == path] = '\0';
	}
	return found;
}

static bool is_trusted(const char *typed)
{
	char *folder = *typed == '/' ? existing(typed) : NULL;
	bool is_last = true, is_it = folder != NULL;
	struct stat at;

	while (is_it) {
		char *slash = strrchr(folder, '/');

		is_it = stat(folder, &at) == 0 && is_of_root(&at, is_last);
		if (!slash || !slash[1])
			break; /* it was / */
		slash[slash == folder] = '\0';
		is_last = false;
	}
	free(folder);
	return is_it;
}

char *owner_trusted_path(const char *path)
{
	char *rest = strdup(path ? path : ""), *out = calloc(1, strlen(path ? path : "") + 2), *save;

	if (!rest || !out) {
		free(rest);
		free(out);
		return strdup(system_path);
	}
	const size_t room = strlen(rest) + 2;
	for (char *one = strtok_r(rest, ":", &save); one; one = strtok_r(NULL, ":", &save))
		if (is_trusted(one))
			line_add(out, room, "%s%s", *out ? ":" : "", one);
	free(rest);
	if (*out)
		return out;
	free(out);
	return strdup(system_path);
}

bool owner_is_administrator(void)
{
#ifndef STATIC
	static const char *const names[] = {"sudo", "wheel", "admin"};
	gid_t groups[256];
	const int count = getgroups(sizeof(groups) / sizeof(groups[0]), groups);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct group *group = getgrnam(names[i]);

		for (int j = 0; group && j < count; j++)
			if (groups[j] == group->gr_gid)
				return true;
	}
#endif
	return false;
}
