/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "kernel/group_mount.h"
#include "kernel/replaced.h"
#include "util/file.h"
#include "util/line.h"

/* By the mount that the file is on, as mountinfo names it; else by the number of the kind. */
static void name_kind(int fd, const struct statfs *fs, char kind[REPLACED_KIND])
{
	CLEANUP_TEXT struct text text = {0};
	struct statx file;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &file) == 0 &&
	    (file.stx_mask & STATX_MNT_ID) && text_read(&text, "/proc/self/mountinfo") == 0 &&
	    group_mount_kind(text.data, (int64_t)file.stx_mnt_id, kind, REPLACED_KIND))
		return;
	line_set(kind, REPLACED_KIND, "%s",
		 fs->f_type == FUSE_SUPER_MAGIC	       ? "fuse"
		 : fs->f_type == TMPFS_MAGIC	       ? "tmpfs"
		 : fs->f_type == EXT4_SUPER_MAGIC      ? "ext4"
		 : fs->f_type == OVERLAYFS_SUPER_MAGIC ? "overlay"
						       : "");
	if (!*kind)
		line_set(kind, REPLACED_KIND, "%#lx", (unsigned long)fs->f_type);
}

static bool is_live(const struct roots *roots)
{
	return strcmp(roots->proc, system_roots.proc) == 0;
}

/* Of a recorded tree only its list of mounts tells. */
static bool is_recorded_so(const struct roots *roots, const char *name, char kind[REPLACED_KIND])
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX], point[PATH_MAX];

	format(path, sizeof(path), "%s/self/mountinfo", roots->proc);
	format(point, sizeof(point), "%s/%s", system_roots.proc, name);
	return text_read(&text, path) == 0 &&
	       group_mount_kind_at(text.data, point, kind, REPLACED_KIND) &&
	       strcmp(kind, "proc") != 0;
}

bool replaced_in_proc(const struct roots *roots, int fd, char kind[REPLACED_KIND])
{
	struct statfs fs;

	if (!is_live(roots) || fstatfs(fd, &fs) < 0 || fs.f_type == PROC_SUPER_MAGIC)
		return false;
	name_kind(fd, &fs, kind);
	return true;
}

bool replaced_text(const struct roots *roots, const char *name, char kind[REPLACED_KIND])
{
	char path[PATH_MAX];

	if (!is_live(roots))
		return is_recorded_so(roots, name, kind);
	format(path, sizeof(path), "%s/%s", roots->proc, name);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 && replaced_in_proc(roots, fd, kind);
}

bool replaced_in_group(const char *folder, int fd, char kind[REPLACED_KIND])
{
	struct statfs of_folder, fs;

	if (statfs(folder, &of_folder) < 0 || fstatfs(fd, &fs) < 0 ||
	    (of_folder.f_type != CGROUP_SUPER_MAGIC && of_folder.f_type != CGROUP2_SUPER_MAGIC) ||
	    fs.f_type == of_folder.f_type)
		return false;
	name_kind(fd, &fs, kind);
	return true;
}

bool replaced_has(const struct replaced *r, const char *file)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->text[i].file, file) == 0)
			return true;
	return false;
}

void replaced_add(struct replaced *r, const char *file, const char *kind)
{
	if (r->count == REPLACED_MOST || replaced_has(r, file))
		return;
	line_set(r->text[r->count].file, REPLACED_NAME, "%s", file);
	line_set(r->text[r->count++].kind, REPLACED_KIND, "%s", kind);
}

void replaced_merge(struct replaced *into, const struct replaced *from)
{
	for (size_t i = 0; i < from->count; i++)
		replaced_add(into, from->text[i].file, from->text[i].kind);
}

const char *replaced_show(const struct replaced *r, char *out, size_t room)
{
	*out = '\0';
	for (size_t i = 0; i < r->count; i++)
		line_add(out, room, "%s%s (%s)", i ? ", " : "", r->text[i].file, r->text[i].kind);
	return out;
}

void replaced_json(const struct replaced *r, struct json *j)
{
	json_open(j, "replaced_sources", '[');
	for (size_t i = 0; i < r->count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "file", r->text[i].file);
		json_string(j, "file_system", r->text[i].kind);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void replaced_read_json(struct replaced *r, const char *json)
{
	const char *one;

	*r = (struct replaced){0};
	for (size_t n = 0; (one = json_find_object(json, "replaced_sources", n)); n++) {
		char file[REPLACED_NAME], kind[REPLACED_KIND];

		json_find_text(one, "file", file, sizeof(file));
		json_find_text(one, "file_system", kind, sizeof(kind));
		replaced_add(r, line_part(file, sizeof(file) - 1),
			     line_part(kind, sizeof(kind) - 1));
	}
}
