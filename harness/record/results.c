/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab/lab_list.h"
#include "record/results.h"
#include "util/file.h"
#include "util/line.h"

static const char latest_name[] = "latest";

/* Makes every folder of the path; path is left at the one that failed. */
static int make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
		if (slash)
			*slash = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			return -errno;
		if (!slash)
			return 0;
		*slash = '/';
	}
}

static void host_name(char *out, size_t room)
{
	char host[64] = "";

	gethostname(host, sizeof(host) - 1);
	for (char *s = host; *s; s++)
		if (!(*s >= '0' && *s <= '9') && !(*s >= 'a' && *s <= 'z') &&
		    !(*s >= 'A' && *s <= 'Z'))
			*s = *s == '.' ? '\0' : '-';
	format(out, room, "%.32s", *host ? host : "host");
}

static int claim(struct results *r, char path[PATH_MAX])
{
	static int number = 1; /* of the process: two labs of one second are two runs */
	char host[64], when[32];
	time_t now = time(NULL);
	struct tm utc;

	host_name(host, sizeof(host));
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
	for (; number <= 99999; number++) {
		format(r->id, sizeof(r->id), "%s-%s-%d-%02d", when, host, getpid(), number);
		format(path, PATH_MAX, "%s/%s", r->top, r->id);
		if (access(path, F_OK) == 0)
			continue;
		format(path, PATH_MAX, "%s/%s.partial", r->top, r->id);
		if (mkdir(path, 0777) == 0) {
			number++;
			return 0;
		}
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

int results_open(struct results *r, const char *results, const char *lab, char path[PATH_MAX])
{
	int error;

	r->folder = -1;
	if (strlen(results) + strlen(lab) + sizeof(r->id) + 32 > sizeof(r->top)) {
		format(path, PATH_MAX, "%.200s…", results);
		return -ENAMETOOLONG;
	}
	format(r->top, sizeof(r->top), "%s/%s", results, lab);
	format(path, PATH_MAX, "%s", r->top);
	if ((error = make_folders(path)) < 0 || (error = claim(r, path)) < 0)
		return error;
	r->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->folder >= 0)
		return 0;
	error = -errno;
	rmdir(path);
	return error;
}

/* A new link beside the old one, then renamed over it: there is always one. */
static int point_latest(const struct results *r)
{
	char new[PATH_MAX], latest[PATH_MAX];

	format(new, sizeof(new), "%s/.latest-%s", r->top, r->id);
	format(latest, sizeof(latest), "%s/latest", r->top);
	if (symlink(r->id, new) < 0)
		return -errno;
	if (rename(new, latest) == 0)
		return 0;
	int error = -errno;
	unlink(new);
	return error;
}

int results_finish(struct results *r, int *latest_error)
{
	char from[PATH_MAX], to[PATH_MAX];

	*latest_error = 0;
	close_fd(&r->folder);
	format(from, sizeof(from), "%s/%s.partial", r->top, r->id);
	format(to, sizeof(to), "%s/%s", r->top, r->id);
	if (rename(from, to) < 0)
		return -errno;
	*latest_error = point_latest(r);
	return 0;
}

bool results_has_no_links(int latest_error)
{
	return latest_error == -EPERM || latest_error == -EOPNOTSUPP || latest_error == -ENOSYS;
}

void results_abandon(struct results *r)
{
	close_fd(&r->folder);
}

void results_remove(struct results *r)
{
	char path[PATH_MAX];
	DIR *folder;

	if (r->folder < 0)
		return;
	folder = fdopendir(r->folder);
	for (struct dirent *entry; folder && (entry = readdir(folder));)
		unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	else
		close(r->folder);
	r->folder = -1;
	format(path, sizeof(path), "%s/%s.partial", r->top, r->id);
	rmdir(path);
}

bool results_are_in(const char *folder)
{
	static const char *const files[] = {"run.json", "steps.csv"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		/* One that cannot be looked at is: who reads it says why. */
		if (path_join(path, sizeof(path), folder, files[i]) == 0 &&
		    (access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)))
			return true;
	return false;
}

/* Ours leads to a folder beside it. One that leads elsewhere is somebody else's. */
static bool is_latest(const char *path)
{
	char target[PATH_MAX];
	const ssize_t len = readlink(path, target, sizeof(target));

	return len > 0 && !memchr(target, '/', (size_t)len) && target[0] != '.' &&
	       results_are_in(path);
}

/* As claim makes them: 20261130T000102Z-HOST-PID-NUMBER. */
static bool is_run_id(const char *name)
{
	static const char form[] = "00000000T000000Z-";

	for (size_t i = 0; form[i]; i++)
		if (form[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != form[i])
			return false;
	return true;
}

/* The newest run of a lab's folder, into out. */
static bool find_newest(const char *lab, char out[PATH_MAX])
{
	struct dirent **names;
	bool is_found = path_join(out, PATH_MAX, lab, latest_name) == 0 && is_latest(out);
	const int n = is_found ? 0 : scandir(lab, &names, results_is_run, versionsort);

	for (int i = n; i-- > 0; free(names[i]))
		is_found = is_found || (is_run_id(names[i]->d_name) &&
					path_join(out, PATH_MAX, lab, names[i]->d_name) == 0 &&
					results_are_in(out));
	if (n > 0)
		free(names);
	return is_found;
}

const char *results_run(const char *typed, char out[PATH_MAX])
{
	char lab[PATH_MAX];

	if (!line_set(lab, sizeof(lab), "%s", typed) || results_are_in(typed))
		return typed;
	for (size_t len = strlen(lab); len > 1 && lab[len - 1] == '/'; len--)
		lab[len - 1] = '\0';
	char *name = strrchr(lab, '/');
	const bool is_there = access(typed, F_OK) == 0;

	if (!is_there && strcmp(name ? name + 1 : lab, latest_name) == 0)
		strcpy(name ? name : lab, name ? "" : ".");
	return find_newest(lab, out) ? out : typed;
}

void results_default(const char *root, char *out, size_t room)
{
	char here[PATH_MAX];
	const bool is_here = catalogue_is_installed(root) ||
			     (getcwd(here, sizeof(here)) && strcmp(here, root) == 0);

	format(out, room, "%s%sresults", is_here ? "" : root, is_here ? "" : "/");
}

int results_is_run(const struct dirent *entry)
{
	static const char partial[] = ".partial";
	const size_t len = strlen(entry->d_name), tail = sizeof(partial) - 1;

	return entry->d_name[0] != '.' && strcmp(entry->d_name, latest_name) != 0 &&
	       !(len > tail && strcmp(entry->d_name + len - tail, partial) == 0);
}
