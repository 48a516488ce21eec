/* SPDX-License-Identifier: MIT */
/* cap_place: in which folder this user may make a group with a memory limit. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cap.h"
#include "file.h"
#include "parse.h"

static const char delegated[] = "delegated cgroup v2 folder";

void cap_tried(struct cap_tries *tries, const char *what, const char *how, ...)
{
	va_list args;

	if (tries->count == CAP_TRIES)
		return;
	tries->try[tries->count].what = what;
	va_start(args, how);
	vsnprintf(tries->try[tries->count].result, sizeof(tries->try[0].result), how, args);
	va_end(args);
	tries->count++;
}

static bool may_write(const char *folder)
{
	char procs[PATH_MAX + NAME_MAX];

	format(procs, sizeof(procs), "%s/cgroup.procs", folder);
	return access(folder, W_OK) == 0 && access(procs, W_OK) == 0;
}

/* True when the word stands in one of a group's blank-separated lists. */
static bool lists(const char *folder, const char *file, const char *word)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX], *save;

	format(path, sizeof(path), "%s/%s", folder, file);
	if (text_read(&text, path) < 0)
		return false;
	for (char *w = strtok_r(text.data, " \n", &save); w; w = strtok_r(NULL, " \n", &save))
		if (strcmp(w, word) == 0)
			return true;
	return false;
}

/* How many processes are in the folder itself; −1: cannot be told. *only_us: it is this one. */
static int members(const char *folder, bool *only_us)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];
	int pids[2];

	format(path, sizeof(path), "%s/cgroup.procs", folder);
	if (text_read(&text, path) < 0)
		return -1;
	int n = (int)parse_pids(text.data, text.len, pids, 2);
	*only_us = n == 1 && pids[0] == getpid();
	return n;
}

/*
 * A v2 group gives its children the memory controller only while no process is in the group
 * itself. Where we are the only one, we move into a leaf of our own.
 */
static bool give_memory(const char *folder, bool is_mount)
{
	char leaf[PATH_MAX];
	bool only_us = false;
	int n;

	if (lists(folder, "cgroup.subtree_control", "memory"))
		return true;
	if (!lists(folder, "cgroup.controllers", "memory"))
		return false;
	n = members(folder, &only_us);
	/* The real root of the tree is free of that rule; a container's looks like it and is not.
	 */
	if (n > 0 && !only_us && !is_mount)
		return false;
	if (only_us && !is_mount) {
		format(leaf, sizeof(leaf), "%.4000s/harness", folder);
		if ((mkdir(leaf, 0755) < 0 && errno != EEXIST) ||
		    cap_write(leaf, "cgroup.procs", "0") < 0)
			return false;
	}
	return cap_write(folder, "cgroup.subtree_control", "+memory") == 0;
}

static void up(struct group *g)
{
	char *slash = strrchr(g->folder, '/');

	*slash = '\0';
}

static bool at_mount(const struct group *g)
{
	return strlen(g->folder) <= g->mount_len;
}

/* The nearest group above us that is this user's to divide. */
static bool find_delegated(struct group *g, struct cap_tries *tries)
{
	const struct group own = *g;

	if (g->version != 2) {
		cap_tried(tries, delegated, "no: memory is on cgroup v1 here");
		return false;
	}
	for (;; up(g)) {
		if (may_write(g->folder) && give_memory(g->folder, at_mount(g)))
			return true;
		if (at_mount(g))
			break;
	}
	if (may_write(own.folder))
		cap_tried(tries, delegated, "no: other processes are in %.90s", own.folder);
	else
		cap_tried(tries, delegated, "no: %.90s is not yours", own.folder);
	return false;
}

/* Root divides the tree at its top: nothing above it limits or manages the group. */
static bool find_root(struct group *g, struct cap_tries *tries)
{
	static const char what[] = "libcgroup, or files, as root";

	if (geteuid() != 0) {
		cap_tried(tries, what, "no: you are uid %u", (unsigned)geteuid());
		return false;
	}
	g->folder[g->mount_len] = '\0';
	if (!may_write(g->folder)) {
		cap_tried(tries, what, "no: %.60s is read-only (a container?)", g->folder);
		return false;
	}
	if (g->version == 2 && !give_memory(g->folder, true)) {
		cap_tried(tries, what, "no: %.60s gives no memory controller", g->folder);
		return false;
	}
	return true;
}

bool cap_find_parent(const struct roots *roots, struct group *parent, const char **where,
		     struct cap_tries *tries)
{
	struct group own;
	int error = group_find(roots, getpid(), &own);

	if (error) {
		cap_tried(tries, "the memory controller", "no: it is not mounted here (%s)",
			  strerror(-error));
		return false;
	}
	const char *last = strrchr(own.folder, '/');
	const bool in_scope = strncmp(last, "/pagelab-", 9) == 0 || strcmp(last, "/harness") == 0;

	*parent = own;
	*where = in_scope ? "systemd" : "delegated";
	if ((geteuid() != 0 || in_scope) && find_delegated(parent, tries))
		return true;
	*parent = own;
	*where = "root";
	return find_root(parent, tries);
}
