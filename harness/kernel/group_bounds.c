/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/group_bounds.h"
#include "util/file.h"
#include "util/number.h"

/* Each limit, and what counts against it. On v1 a limit of memsw is one of memory and swap. */
static const struct {
	int version;
	const char *limit, *used;
	bool is_swap;
} files[] = {
	{2, "memory.max", "memory.current", false},
	{2, "memory.high", "memory.current", false},
	{2, "memory.swap.max", "memory.swap.current", true},
	{1, "memory.limit_in_bytes", "memory.usage_in_bytes", false},
	{1, "memory.memsw.limit_in_bytes", "memory.memsw.usage_in_bytes", false},
};

bool group_up(struct group *group)
{
	char *slash = strrchr(group->folder, '/');

	if (!slash || (size_t)(slash - group->folder) < group->mount_len)
		return false;
	*slash = '\0';
	return true;
}

bool group_has(const struct group *group, const char *file)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/%s", group->folder, file);
	return access(path, F_OK) == 0;
}

static int read_file(struct text *text, const struct group *group, const char *file)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/%s", group->folder, file);
	return text_read(text, path);
}

struct value group_number(const struct group *group, const char *file)
{
	CLEANUP_TEXT struct text text = {0};
	const char *s;

	if (read_file(&text, group, file) < 0)
		return unknown;
	s = text.data;
	return parse_number(&s, s + text.len);
}

struct value group_keyed(const struct group *group, const char *file, const char *key)
{
	CLEANUP_TEXT struct text text = {0};
	const size_t len = strlen(key);

	if (read_file(&text, group, file) < 0)
		return unknown;
	for (const char *s = text.data; *s; s += strcspn(s, "\n"), s += *s == '\n') {
		if (strncmp(s, key, len) != 0 || s[len] != ' ')
			continue;
		s += len + 1;
		return parse_number(&s, s + strcspn(s, "\n"));
	}
	return unknown;
}

struct value group_reclaimable(const struct group *group)
{
	const bool v2 = group->version == 2;
	const struct value active = group_keyed(group, "memory.stat",
						v2 ? "active_file" : "total_active_file");
	const struct value inactive = group_keyed(group, "memory.stat",
						  v2 ? "inactive_file" : "total_inactive_file");

	return active.known && inactive.known ? known(active.n + inactive.n) : unknown;
}

/* A group without memory.stat has given up nothing. */
static struct value used_of(const struct group *group, const char *file, bool is_swap)
{
	struct value used = group_number(group, file);
	const struct value cache = is_swap ? unknown : group_reclaimable(group);

	if (used.known && cache.known)
		used.n = cache.n < used.n ? used.n - cache.n : 0;
	return used;
}

/* v1: without it, a group below is charged here for nothing. */
static bool holds_below(const struct group *group)
{
	const struct value is = group->version == 1 ? group_number(group, "memory.use_hierarchy")
						    : unknown;

	return !is.known || is.n != 0;
}

void group_each_bound(const struct group *group, enum group_bounds_of of,
		      void (*take)(void *self, const struct group_bound *bound), void *self)
{
	struct group at = *group;
	bool is_below = of == BOUNDS_OF_CHILD;

	do {
		if (is_below && !holds_below(&at))
			return;
		is_below = true;
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			const struct value limit = files[i].version == at.version
							   ? group_number(&at, files[i].limit)
							   : unknown;

			/* v1 writes a limit that is none as the largest number of pages. */
			if (!limit.known || limit.n >= INT64_MAX / 2)
				continue;
			const struct group_bound bound = {
				&at, files[i].limit, limit.n,
				used_of(&at, files[i].used, files[i].is_swap), files[i].is_swap};
			take(self, &bound);
		}
	} while (group_up(&at));
}
