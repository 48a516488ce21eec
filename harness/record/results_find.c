/* SPDX-License-Identifier: MIT */
/* From a folder that was typed to a run. What lies in it may be anybody's: no link in it is followed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "record/results.h"
#include "util/folder.h"
#include "util/line.h"

bool results_are_in(int folder)
{
	/* One that cannot be looked at is there: who reads it says why. */
	return folder_has(folder, "run.json") != 0 || folder_has(folder, "steps.csv") != 0;
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

int results_is_run(const struct dirent *entry)
{
	static const char partial[] = ".partial";
	const size_t len = strlen(entry->d_name), tail = sizeof(partial) - 1;

	/* Not every file system says in the list what is a folder. */
	return (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) && entry->d_name[0] != '.' && strcmp(entry->d_name, RESULTS_LATEST) != 0 &&
	       !(len > tail && strcmp(entry->d_name + len - tail, partial) == 0);
}

/* By its RUN_ID, which begins with its time; a folder that was given another name is older than all that have one. */
static bool is_newer(const char *name, const char *than)
{
	const bool has_id = is_run_id(name);

	if (!*than || has_id != is_run_id(than))
		return !*than || has_id;
	return strverscmp(name, than) > 0;
}

/* The newest run in a lab's folder: its descriptor, and its name; or -1. One name at a time: there may be a million. */
static int find_newest(int lab, char newest[NAME_MAX + 1])
{
	const int listed = folder_enter(lab, ".");
	DIR *entries = listed < 0 ? NULL : fdopendir(listed);
	int found = -1;

	newest[0] = '\0';
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		if (!results_is_run(entry) || !is_newer(entry->d_name, newest))
			continue;
		const int run = folder_enter(lab, entry->d_name);

		if (run >= 0 && results_are_in(run)) {
			close_fd(&found);
			found = run;
			strcpy(newest, entry->d_name);
		} else if (run >= 0) {
			close(run);
		}
	}
	if (entries)
		closedir(entries);
	else if (listed >= 0)
		close(listed);
	return found;
}

/* The run that is meant by a lab's folder, which is open; or -1, and out is left. */
static int newest_of(int lab, const char *path, char out[PATH_MAX])
{
	char name[NAME_MAX + 1], whole[PATH_MAX];
	const int found = lab < 0 ? -1 : find_newest(lab, name);

	if (found < 0)
		return -1;
	if (path_join(whole, sizeof(whole), path, name) < 0) {
		close(found);
		return -1;
	}
	strcpy(out, whole);
	return found;
}

int results_find_in(int folder, const char *name, const char *path, char out[PATH_MAX])
{
	CLEANUP_FD int below = folder_enter(folder, name);

	if (below < 0)
		return below;
	if (!line_set(out, PATH_MAX, "%s", path))
		return -ENAMETOOLONG;
	if (results_are_in(below)) {
		const int run = below;

		below = -1;
		return run;
	}
	const int newest = newest_of(below, path, out);
	return newest < 0 ? -ENOENT : newest;
}

int results_find(const char *typed, char out[PATH_MAX])
{
	char above[PATH_MAX];
	int folder = folder_open(typed);

	if (!line_set(out, PATH_MAX, "%s", typed) || (folder < 0 && !folder_is_absent(folder)) ||
	    (folder >= 0 && results_are_in(folder)))
		return folder;
	strcpy(above, out);
	for (size_t len = strlen(above); len > 1 && above[len - 1] == '/'; len--)
		above[len - 1] = '\0';
	char *name = strrchr(above, '/');
	if (folder == -ENOENT && strcmp(name ? name + 1 : above, RESULTS_LATEST) == 0) {
		strcpy(name ? name : above, name ? "" : ".");
		CLEANUP_FD int lab = folder_open(*above ? above : "/");
		const int newest = newest_of(lab, above, out);

		return newest < 0 ? folder : newest;
	}
	const int newest = newest_of(folder, above, out);
	if (newest >= 0) {
		close(folder);
		return newest;
	}
	return folder;
}
