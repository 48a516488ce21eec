/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "kernel/group_internal.h"
#include "kernel/group_mount.h"
#include "util/number.h"

enum { LINE = 2 * PATH_MAX };

bool group_in_list(const char *list, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (const char *end = list + len; list < end;) {
		const char *comma = memchr(list, ',', (size_t)(end - list));
		size_t item = (size_t)((comma ? comma : end) - list);

		if (item == n && memcmp(list, word, n) == 0)
			return true;
		list += item + 1;
	}
	return false;
}

/* A line of mountinfo; the words stand in text. */
struct mount {
	char text[LINE];
	int64_t id, parent;
	char *point, *root, *type, *options;
	bool read_only;
};

/* mountinfo writes blanks and backslashes as three octal digits. */
static void unescape(char *s)
{
	char *out = s;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' && s[2] <= '7' &&
		    s[3] >= '0' && s[3] <= '7') {
			*out++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
			s += 3;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
}

static int64_t number(const char *word)
{
	const char *s = word;
	const struct value value = parse_number(&s, word + strlen(word));

	return value.known ? value.n : -1;
}

/* "ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [TAGS…] - TYPE DEVICE SUPER-OPTIONS" */
static bool split(struct mount *m)
{
	char *save, *word = strtok_r(m->text, " ", &save);

	m->point = m->root = NULL;
	for (int field = 1; word && strcmp(word, "-") != 0; field++) {
		if (field == 1)
			m->id = number(word);
		if (field == 2)
			m->parent = number(word);
		if (field == 4)
			m->root = word;
		if (field == 5)
			m->point = word;
		if (field == 6)
			m->read_only = group_in_list(word, strlen(word), "ro");
		word = strtok_r(NULL, " ", &save);
	}
	m->type = strtok_r(NULL, " ", &save);
	m->options = m->type && strtok_r(NULL, " ", &save) ? strtok_r(NULL, " ", &save) : NULL;
	if (!m->options || !m->point || !m->root)
		return false;
	m->read_only |= group_in_list(m->options, strlen(m->options), "ro");
	unescape(m->point);
	unescape(m->root);
	return true;
}

/* The next line that is one; *next is moved behind it. */
static bool read_mount(const char **next, struct mount *m)
{
	while (**next) {
		const size_t len = strcspn(*next, "\n"), kept = len < LINE ? len : LINE - 1;

		memcpy(m->text, *next, kept);
		m->text[kept] = '\0';
		*next += len + ((*next)[len] == '\n');
		if (split(m))
			return true;
	}
	return false;
}

bool group_mount_kind(const char *mountinfo, int64_t id, char *out, size_t room)
{
	struct mount m;

	while (read_mount(&mountinfo, &m))
		if (m.id == id) {
			snprintf(out, room, "%s", m.type);
			return true;
		}
	return false;
}

bool group_mount_kind_at(const char *mountinfo, const char *path, char *out, size_t room)
{
	bool found = false;
	struct mount m;

	while (read_mount(&mountinfo, &m))
		if (strcmp(m.point, path) == 0) {
			snprintf(out, room, "%s", m.type);
			found = true;
		}
	return found;
}

static bool has_hierarchy(const struct mount *m, int version)
{
	if (version == 2)
		return strcmp(m->type, "cgroup2") == 0;
	return strcmp(m->type, "cgroup") == 0 &&
	       group_in_list(m->options, strlen(m->options), "memory");
}

/* True when path is folder or beneath it. */
static bool is_beneath(const char *path, const char *folder)
{
	const size_t len = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

static bool is_listed(const char *mountinfo, int64_t id)
{
	struct mount m;

	while (read_mount(&mountinfo, &m))
		if (m.id == id)
			return true;
	return false;
}

/* What is kept of a mount on the way to a path. */
struct at {
	int64_t id;
	size_t len; /* of its mount point */
	char type[32];
};

/*
 * True when the walk along a path that has come to the mount `at` (NULL: that begins) may go on to
 * m. A mount whose parent is not listed, as in a chroot, is a child of whatever is above it.
 */
static bool leads_on(const char *mountinfo, const struct mount *m, const struct at *at)
{
	const bool is_orphan = m->parent == m->id || !is_listed(mountinfo, m->parent);

	if (!at)
		return is_orphan;
	return m->id != at->id && (is_orphan ? strlen(m->point) > at->len : m->parent == at->id);
}

/* path_resolution(7): at each mount, the first mount point on the path leads to the next one. */
static struct at resolve(const char *mountinfo, const char *path)
{
	struct at at = {.id = -1}, best;

	for (const struct at *from = NULL;; from = &at) {
		const char *next = mountinfo;
		struct mount m;

		best = (struct at){.id = -1};
		while (read_mount(&next, &m)) {
			const size_t len = strlen(m.point);

			if (!is_beneath(path, m.point) || (best.id >= 0 && len > best.len) ||
			    !leads_on(mountinfo, &m, from))
				continue;
			best = (struct at){m.id, len, ""};
			snprintf(best.type, sizeof(best.type), "%s", m.type);
		}
		if (best.id < 0 || (from && best.len < at.len))
			return at;
		at = best;
	}
}

const char *group_below_root(const char *path, const char *root)
{
	/* A process outside of our cgroup namespace. */
	if (strcmp(path, "/..") == 0 || strncmp(path, "/../", 4) == 0 || !is_beneath(path, root))
		return NULL;
	path += strcmp(root, "/") == 0 ? 0 : strlen(root);
	return strcmp(path, "/") == 0 ? "" : path;
}

static bool is_better(const struct mount *m, const struct group_mount *than)
{
	if (m->read_only != than->read_only)
		return than->read_only;
	return strlen(m->root) < strlen(than->root);
}

bool group_parse_mount(const char *mountinfo, int version, const char *path,
		       struct group_mount *out)
{
	const char *next = mountinfo;
	char folder[2 * PATH_MAX];
	bool found = false;
	struct mount m;

	*out = (struct group_mount){0};
	while (read_mount(&next, &m)) {
		const char *below = has_hierarchy(&m, version) ? group_below_root(path, m.root)
							       : NULL;

		if (!below || strlen(m.point) >= PATH_MAX || strlen(m.root) >= PATH_MAX)
			continue;
		snprintf(folder, sizeof(folder), "%s%.*s", strcmp(m.point, "/") ? m.point : "",
			 PATH_MAX - 1, below);
		const struct at at = resolve(mountinfo, folder);
		const bool is_seen = at.id == m.id;

		if (is_seen ? found && !is_better(&m, out) : found)
			continue;
		found |= is_seen;
		snprintf(out->point, PATH_MAX, "%.*s", PATH_MAX - 1, m.point);
		snprintf(out->root, PATH_MAX, "%.*s", PATH_MAX - 1, m.root);
		snprintf(out->cover, sizeof(out->cover), "%.31s", is_seen ? "" : at.type);
		out->read_only = m.read_only;
	}
	return found;
}
