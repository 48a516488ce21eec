/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "kernel/group.h"
#include "kernel/group_bounds.h"
#include "kernel/group_internal.h"
#include "kernel/group_mount.h"
#include "kernel/parse.h"
#include "util/file.h"

static void copy_path(char *out, const char *from, size_t len)
{
	if (len >= PATH_MAX)
		len = PATH_MAX - 1;
	memcpy(out, from, len);
	out[len] = '\0';
}

/* Lines "ID:controllers:path"; v2 is "0::path". A controller that v1 has is not on v2. */
bool group_parse_path(const char *text, int *version, char path[PATH_MAX])
{
	bool found = false;

	for (const char *line = text; *line;) {
		const size_t len = strcspn(line, "\n");
		const char *list = memchr(line, ':', len), *end = line + len;
		const char *behind = list ? memchr(list + 1, ':', (size_t)(end - list - 1)) : NULL;

		if (behind && group_in_list(list + 1, (size_t)(behind - list - 1), "memory")) {
			*version = 1;
			copy_path(path, behind + 1, (size_t)(end - behind - 1));
			return true;
		}
		if (behind && behind == list + 1) {
			*version = 2;
			copy_path(path, behind + 1, (size_t)(end - behind - 1));
			found = true;
		}
		line = end + (*end == '\n');
	}
	return found;
}

int group_find(const struct roots *roots, pid_t pid, struct group *out)
{
	CLEANUP_TEXT struct text text = {0};
	char file[PATH_MAX], path[PATH_MAX];
	struct group_mount mount;
	int error;

	*out = (struct group){0};
	format(file, sizeof(file), "%s/%d/cgroup", roots->proc, pid);
	if ((error = text_read(&text, file)) < 0)
		return error;
	if (!text.data || !group_parse_path(text.data, &out->version, path))
		return -ENOENT;
	format(file, sizeof(file), "%s/%d/mountinfo", roots->proc, pid);
	if ((error = text_read(&text, file)) < 0)
		return error;
	if (!text.data)
		return -ENOENT;
	const bool found = group_parse_mount(text.data, out->version, path, &mount);
	/* A mount point "/" is nothing in front of a path. */
	const char *point = strcmp(mount.point, "/") == 0 ? "" : mount.point;
	const char *below = found ? group_below_root(path, mount.root) : "";
	if (strlen(roots->prefix) + strlen(point) + strlen(below) >= sizeof(out->folder))
		return -ENAMETOOLONG;
	snprintf(out->cover, sizeof(out->cover), "%s", mount.cover);
	out->read_only = mount.read_only;
	out->mount_len = strlen(roots->prefix) + strlen(point);
	format(out->folder, sizeof(out->folder), "%s%s%s", roots->prefix, point, below);
	return found ? 0 : -ENOENT;
}

struct value group_own_limit(const struct group *group)
{
	return group_number(group,
			    sources[group->version == 2 ? SOURCE_CG_MAX : SOURCE_CG1_LIMIT].path);
}

struct value group_high(const struct group *group)
{
	return group->version == 2 ? group_number(group, sources[SOURCE_CG_HIGH].path) : unknown;
}

/* The line "populated 1" of cgroup.events. */
static bool is_populated(const struct text *text)
{
	static const char line[] = "populated 1\n";

	for (const char *s = text->data; *s; s += strcspn(s, "\n"), s += *s == '\n')
		if (strncmp(s, line, sizeof(line) - 1) == 0)
			return true;
	return false;
}

void group_wait_empty(const struct group *group, int timeout_ms)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/cgroup.events", group->folder);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct pollfd changed = {fd, POLLPRI, 0};

	while (fd >= 0 && text_pread(&text, fd) == 0 && is_populated(&text))
		if (poll(&changed, 1, timeout_ms) <= 0)
			return;
}

static void take_least(struct value *least, int64_t n)
{
	if (!least->known || n < least->n)
		*least = known(n);
}

/* memory.high slows down and ends nobody. */
static void take_limit(void *self, const struct group_bound *bound)
{
	if (!bound->is_swap && strcmp(bound->file, "memory.high") != 0)
		take_least(self, bound->limit);
}

static void take_headroom(void *self, const struct group_bound *bound)
{
	if (!bound->is_swap && bound->used.known)
		take_least(self, bound->limit - bound->used.n);
}

struct value group_limit(const struct group *group)
{
	struct value least = unknown;

	group_each_bound(group, BOUNDS_OF_MEMBER, take_limit, &least);
	return least;
}

struct value group_headroom(const struct group *group)
{
	struct value least = unknown;

	group_each_bound(group, BOUNDS_OF_MEMBER, take_headroom, &least);
	return least;
}

struct value memory_available(const struct roots *roots, pid_t pid)
{
	const struct value available = machine_available(roots);
	struct value headroom = unknown;
	struct group group;

	if (group_find(roots, pid, &group) == 0)
		headroom = group_headroom(&group);
	if (headroom.known && headroom.n < 0)
		headroom.n = 0;
	if (!headroom.known || (available.known && available.n < headroom.n))
		return available;
	return headroom;
}
