/* SPDX-License-Identifier: MIT */
/*
 * The folders in which runs are looked for. They were made by many people: no link is followed, and neither a million
 * names nor folders without end fill the memory.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course/collect_internal.h"
#include "course/submit.h"
#include "i18n/intl.h"
#include "util/folder.h"
#include "util/line.h"

/* A class has some hundred students with some dozen labs of some dozen runs, each three folders deep. */
enum { DEEPEST = 32, BELOW_MAX = 20000 };

struct below {
	char *name;
	ino_t inode;
};

struct list {
	struct below *item;
	size_t count, room;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct below *)a)->name, ((const struct below *)b)->name);
}

/* So that student-1 is not whose folder is the first by name. */
static int by_inode_hash(const void *a, const void *b)
{
	const uint64_t golden = 0x9e3779b97f4a7c15u;
	const uint64_t x = ((const struct below *)a)->inode * golden,
		       y = ((const struct below *)b)->inode * golden;

	return x < y ? -1 : x > y;
}

static int keep_name(struct list *l, const struct dirent *entry)
{
	if (l->count == BELOW_MAX)
		return -E2BIG;
	if (l->count == l->room) {
		const size_t room = l->room ? 2 * l->room : 64;
		struct below *grown = realloc(l->item, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		l->item = grown;
		l->room = room;
	}
	l->item[l->count] = (struct below){strdup(entry->d_name), entry->d_ino};
	return l->item[l->count].name ? (l->count++, 0) : -ENOMEM;
}

/* What collect and submit are just working in. */
static bool is_ours(const char *name)
{
	return strncmp(name, COLLECT_PREFIX, strlen(COLLECT_PREFIX)) == 0 ||
	       strncmp(name, SUBMIT_PREFIX, strlen(SUBMIT_PREFIX)) == 0;
}

/* Whether it is a folder, and no link to one. Not every file system says it in the list. */
static bool is_folder(int folder, const struct dirent *entry)
{
	struct stat info;

	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_ours(entry->d_name))
		return false;
	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

static void list_free(struct list *l)
{
	while (l->count)
		free(l->item[--l->count].name);
	free(l->item);
}

/* The folders in that one. 0 or -errno. */
static int list_folders(int folder, struct list *l)
{
	const int listed = folder_enter(folder, ".");
	DIR *entries = listed < 0 ? NULL : fdopendir(listed);
	int error = listed < 0 ? listed : entries ? 0 : -errno;

	if (listed >= 0 && !entries)
		close(listed);
	while (!error && entries) {
		errno = 0;
		const struct dirent *entry = readdir(entries);

		error = entry ? is_folder(folder, entry) ? keep_name(l, entry) : 0 : -errno;
		if (!entry || collect_interrupted())
			break;
	}
	if (entries)
		closedir(entries);
	return error;
}

static bool is_unfinished(const char *path)
{
	static const char partial[] = ".partial";
	const size_t len = strlen(path), tail = strlen(partial);

	return len > tail && strcmp(path + len - tail, partial) == 0;
}

/* What cannot be looked at is a run: who reads it says why. */
static bool holds_a_run(int folder)
{
	return folder_has(folder, "run.json") != 0 || folder_has(folder, "snapshots.csv") != 0;
}

static void visit(struct collect_walk *w, int folder, const char *path, int depth);

static void visit_all(struct collect_walk *w, int folder, const char *path, int depth)
{
	struct list l = {0};
	const int error = list_folders(folder, &l);
	char below[PATH_MAX], why[120];

	if (error == -E2BIG)
		snprintf(why, sizeof(why), _("it has more than %d folders"), BELOW_MAX);
	if (error)
		w->leave_out(w->self, path, error == -E2BIG ? why : intl_error(-error));
	qsort(l.item, error ? 0 : l.count, sizeof(*l.item), w->by_inode ? by_inode_hash : by_name);
	for (size_t i = 0; !error && i < l.count && !w->is_over(w->self); i++) {
		const char *name = l.item[i].name;

		if (path_join(below, sizeof(below), path, name) < 0) {
			w->leave_out(w->self, path, intl_error(ENAMETOOLONG));
			continue;
		}
		CLEANUP_FD int fd = folder_enter(folder, name);
		visit(w, fd, below, depth + 1);
	}
	list_free(&l);
}

/* folder may be an error. */
static void visit(struct collect_walk *w, int folder, const char *path, int depth)
{
	char why[120];

	if (is_unfinished(path)) {
		w->leave_out(w->self, path, _("the run did not end by itself, or runs still"));
	} else if (folder < 0) {
		if (folder != -ENOTDIR)
			w->leave_out(w->self, path, intl_error(-folder));
	} else if (holds_a_run(folder)) {
		w->take(w->self, folder, path);
	} else if (depth == DEEPEST) {
		snprintf(why, sizeof(why), _("it is more than %d folders deep"), DEEPEST);
		w->leave_out(w->self, path, why);
	} else {
		visit_all(w, folder, path, depth);
	}
}

void collect_walk(struct collect_walk *w, char *const *folders)
{
	for (; *folders && !w->is_over(w->self); folders++) {
		CLEANUP_FD int fd = folder_open(*folders);

		visit(w, fd, *folders, 0);
	}
}
