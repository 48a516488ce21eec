/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "kernel/group.h"
#include "kernel/parse.h"
#include "util/file.h"

/* True when `word` stands in a comma-separated list of `len` bytes. */
static bool in_list(const char *list, size_t len, const char *word)
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

static void copy(char *out, const char *from, size_t len)
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

		if (behind && in_list(list + 1, (size_t)(behind - list - 1), "memory")) {
			*version = 1;
			copy(path, behind + 1, (size_t)(end - behind - 1));
			return true;
		}
		if (behind && behind == list + 1) {
			*version = 2;
			copy(path, behind + 1, (size_t)(end - behind - 1));
			found = true;
		}
		line = end + (*end == '\n');
	}
	return found;
}

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

/* What of a mount matters here; the words are those of the line. */
struct mount {
	char *point, *root;
	bool read_only;
};

/* "ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [TAGS…] - TYPE DEVICE SUPER-OPTIONS" */
static bool mount_line(char *line, int version, struct mount *m)
{
	char *save, *word = strtok_r(line, " ", &save), *type, *options;

	*m = (struct mount){0};
	for (int field = 1; word && strcmp(word, "-") != 0; field++) {
		if (field == 4)
			m->root = word;
		if (field == 5)
			m->point = word;
		if (field == 6)
			m->read_only = in_list(word, strlen(word), "ro");
		word = strtok_r(NULL, " ", &save);
	}
	type = strtok_r(NULL, " ", &save);
	options = type && strtok_r(NULL, " ", &save) ? strtok_r(NULL, " ", &save) : NULL;
	if (!type || !options || !m->point || !m->root)
		return false;
	m->read_only |= in_list(options, strlen(options), "ro");
	if (version == 2)
		return strcmp(type, "cgroup2") == 0;
	return strcmp(type, "cgroup") == 0 && in_list(options, strlen(options), "memory");
}

/* The first mount of that version; its words are in line. */
static bool find_mount(const char *mountinfo, int version, char line[2 * PATH_MAX], struct mount *m)
{
	for (const char *next = mountinfo; *next;) {
		size_t len = strcspn(next, "\n"),
		       kept = len < 2 * PATH_MAX ? len : 2 * PATH_MAX - 1;

		memcpy(line, next, kept);
		line[kept] = '\0';
		next += len + (next[len] == '\n');
		if (mount_line(line, version, m))
			return true;
	}
	return false;
}

bool group_parse_mount(const char *mountinfo, int version, char mount[PATH_MAX],
		       char root[PATH_MAX])
{
	char line[2 * PATH_MAX];
	struct mount m;

	if (!find_mount(mountinfo, version, line, &m))
		return false;
	unescape(m.point);
	unescape(m.root);
	copy(mount, m.point, strlen(m.point));
	copy(root, m.root, strlen(m.root));
	return true;
}

bool group_parse_read_only(const char *mountinfo, int version)
{
	char line[2 * PATH_MAX];
	struct mount m;

	return find_mount(mountinfo, version, line, &m) && m.read_only;
}

/* Inside a container the mount shows a part of the tree: its root is cut from the path. */
static const char *below_root(const char *path, const char *root)
{
	size_t len = strlen(root);

	/* A process outside of our cgroup namespace. */
	if (strcmp(path, "/..") == 0 || strncmp(path, "/../", 4) == 0)
		return NULL;
	if (strcmp(root, "/") == 0)
		return path;
	return strncmp(path, root, len) == 0 && (path[len] == '/' || !path[len]) ? path + len
										 : NULL;
}

int group_find(const struct roots *roots, pid_t pid, struct group *out)
{
	CLEANUP_TEXT struct text text = {0};
	char file[PATH_MAX], path[PATH_MAX], mount[PATH_MAX], root[PATH_MAX];
	int error;

	format(file, sizeof(file), "%s/%d/cgroup", roots->proc, pid);
	if ((error = text_read(&text, file)) < 0)
		return error;
	if (!text.data || !group_parse_path(text.data, &out->version, path))
		return -ENOENT;
	format(file, sizeof(file), "%s/%d/mountinfo", roots->proc, pid);
	if ((error = text_read(&text, file)) < 0)
		return error;
	if (!text.data || !group_parse_mount(text.data, out->version, mount, root))
		return -ENOENT;
	out->read_only = group_parse_read_only(text.data, out->version);
	const char *below = below_root(path, root);
	if (!below)
		return -ENOENT;
	if (strcmp(below, "/") == 0)
		below = "";
	if (strlen(roots->prefix) + strlen(mount) + strlen(below) >= sizeof(out->folder))
		return -ENAMETOOLONG;
	out->mount_len = strlen(roots->prefix) + strlen(mount);
	format(out->folder, sizeof(out->folder), "%s%s%s", roots->prefix, mount, below);
	return 0;
}

static struct value read_number(const char *folder, const char *name)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];
	const char *s;

	format(path, sizeof(path), "%s/%s", folder, name);
	if (text_read(&text, path) < 0)
		return unknown;
	s = text.data;
	return parse_number(&s, s + text.len);
}

static const char *file_of(const struct group *group, enum source v2, enum source v1)
{
	return sources[group->version == 2 ? v2 : v1].path;
}

/* The smallest of (limit − used, or limit) from the group up to the mount point. */
static struct value smallest(const struct group *group, bool minus_used)
{
	struct group at = *group;
	struct value least = unknown;

	for (;;) {
		struct value limit =
			read_number(at.folder, file_of(&at, SOURCE_CG_MAX, SOURCE_CG1_LIMIT));
		struct value used =
			read_number(at.folder, file_of(&at, SOURCE_CG_CURRENT, SOURCE_CG1_USAGE));

		if (minus_used)
			limit = value_delta(used, limit);
		if (limit.known && limit.n < INT64_MAX / 2 && (!least.known || limit.n < least.n))
			least = limit;
		char *slash = strrchr(at.folder, '/');
		if (!slash || (size_t)(slash - at.folder) < at.mount_len)
			return least;
		*slash = '\0';
	}
}

struct value group_own_limit(const struct group *group)
{
	return read_number(group->folder, file_of(group, SOURCE_CG_MAX, SOURCE_CG1_LIMIT));
}

struct value group_high(const struct group *group)
{
	return group->version == 2 ? read_number(group->folder, sources[SOURCE_CG_HIGH].path)
				   : unknown;
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

struct value group_limit(const struct group *group)
{
	return smallest(group, false);
}

struct value group_headroom(const struct group *group)
{
	return smallest(group, true);
}

struct value memory_available(const struct roots *roots, pid_t pid)
{
	CLEANUP_TEXT struct text text = {0};
	struct value values[METRICS_MAX] = {0}, available, headroom = unknown;
	struct learned learned = {0};
	struct group group;
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/meminfo", roots->proc);
	if (text_read(&text, path) < 0)
		return unknown;
	parse_source(SOURCE_MEMINFO, text.data, text.len, &learned, values);
	available = values[metric_find("mem_available_kib")];
	if (available.known)
		available.n *= 1024;
	if (group_find(roots, pid, &group) == 0)
		headroom = group_headroom(&group);
	if (headroom.known && headroom.n < 0)
		headroom.n = 0;
	if (!headroom.known || (available.known && available.n < headroom.n))
		return available;
	return headroom;
}
