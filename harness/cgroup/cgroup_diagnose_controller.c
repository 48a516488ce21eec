/* SPDX-License-Identifier: MIT */
/* cgroup_diagnose_controller: why a tree of groups has no memory controller. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup/cgroup_diagnose_internal.h"
#include "util/file.h"

static bool has_word(const char *text, const char *separators, const char *word)
{
	const size_t wanted = strlen(word);

	for (const char *s = text; *s;) {
		s += strspn(s, separators);
		const size_t len = strcspn(s, separators);

		if (len == wanted && memcmp(s, word, len) == 0)
			return true;
		s += len;
	}
	return false;
}

/* "memory" among the controllers at the top of the v2 tree that is seen here. */
bool room_has_controller(const struct group *group)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%.*s/cgroup.controllers", (int)group->mount_len, group->folder);
	return text_read(&text, path) == 0 && has_word(text.data, " \n", "memory");
}

/* "cgroup_disable=memory", alone or in a list with commas. */
static bool is_switched_off(const char *cmdline)
{
	static const char key[] = "cgroup_disable=";
	char word[256];

	for (const char *s = cmdline; *s;) {
		s += strspn(s, " \t\n");
		const size_t len = strcspn(s, " \t\n");

		snprintf(word, sizeof(word), "%.*s", (int)len, s);
		if (strncmp(word, key, sizeof(key) - 1) == 0 &&
		    has_word(word + sizeof(key) - 1, ",", "memory"))
			return true;
		s += len;
	}
	return false;
}

/* "#subsys_name hierarchy num_cgroups enabled", a controller a line: proc_cgroups, cgroups(7). */
void room_parse_controller(const char *cgroups, const char *cmdline, struct room_controller *out)
{
	*out = (struct room_controller){.is_disabled = is_switched_off(cmdline)};
	for (const char *s = cgroups; *s; s += strcspn(s, "\n"), s += *s == '\n') {
		long hierarchy, groups, enabled;

		out->is_read |= strncmp(s, "#subsys_name", 12) == 0;
		if (sscanf(s, "memory %ld %ld %ld", &hierarchy, &groups, &enabled) != 3)
			continue;
		out->hierarchy = known(hierarchy);
		out->enabled = known(enabled);
	}
}

static void read_controller(const struct roots *roots, struct room_controller *out)
{
	CLEANUP_TEXT struct text cgroups = {0};
	CLEANUP_TEXT struct text cmdline = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/cgroups", roots->proc);
	const bool is_read = text_read(&cgroups, path) == 0;
	format(path, sizeof(path), "%s/cmdline", roots->proc);
	const bool is_told = text_read(&cmdline, path) == 0;
	room_parse_controller(is_read ? cgroups.data : "", is_told ? cmdline.data : "", out);
}

/* A container's top looks like the tree's root, and has a file that the root has not. */
static bool is_part_of_tree(const struct group *group)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%.*s/cgroup.type", (int)group->mount_len, group->folder);
	return access(path, F_OK) == 0;
}

/*
 * Why the v2 tree has no memory controller; group is NULL where none is mounted. From 6.14 on the
 * list is of v1's controllers only, so one that is not in it may still be built in.
 */
enum room_cause room_why_no_controller(const struct roots *roots, const struct group *group)
{
	struct room_controller c;

	read_controller(roots, &c);
	if (c.enabled.known && !c.enabled.n)
		return c.is_disabled ? ROOM_DISABLED : ROOM_NO_CONTROLLER;
	if (c.hierarchy.known && c.hierarchy.n > 0)
		return ROOM_V1_NOT_MOUNTED;
	if (!group)
		return ROOM_NOT_MOUNTED;
	if (c.enabled.known || is_part_of_tree(group))
		return ROOM_NOT_HANDED;
	if (c.is_disabled)
		return ROOM_DISABLED;
	return c.is_read ? ROOM_NOT_BUILT : ROOM_NO_CONTROLLER;
}
