/* SPDX-License-Identifier: MIT */
/* cap_place: in which folder this user may make a group with a memory limit. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup/cap_internal.h"
#include "i18n/intl.h"
#include "kernel/group_bounds.h"
#include "kernel/parse.h"
#include "util/file.h"
#include "util/line.h"

static const char delegated[] = N_("delegated cgroup folder"), own_leaf[] = "/harness";

static bool may_write(const struct caller *caller, const struct group *g)
{
	char procs[PATH_MAX + NAME_MAX];

	format(procs, sizeof(procs), "%s/cgroup.procs", g->folder);
	return !g->read_only && caller->may_write(g->folder) && caller->may_write(procs);
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
static int members(const char *folder, pid_t pid, bool *only_us)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];
	int pids[2];

	*only_us = false;
	format(path, sizeof(path), "%s/cgroup.procs", folder);
	if (text_read(&text, path) < 0)
		return -1;
	int n = (int)parse_pids(text.data, text.len, pids, 2);
	*only_us = n == 1 && pids[0] == pid;
	return n;
}

/* The real root of the tree has no such file; a container's root looks like it and has. */
static bool is_tree_root(const char *folder)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/cgroup.type", folder);
	return access(path, F_OK) < 0;
}

bool cap_is_threaded(const char *folder)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/cgroup.type", folder);
	return text_read(&text, path) == 0 && strcmp(text.data, "domain\n") != 0;
}

/*
 * A v2 group gives its children the memory controller only while no process is in the group
 * itself, the tree's root apart. Where we are the only one, we can move into a leaf of our own.
 * A threaded one never has it (cgroup-v2.rst, Threads).
 */
static bool can_give_memory(const struct caller *caller, const struct group *g)
{
	char path[PATH_MAX + NAME_MAX];
	bool only_us;

	if (g->version == 2 && cap_is_threaded(g->folder))
		return false;
	if (g->version == 1 || lists(g->folder, "cgroup.subtree_control", "memory"))
		return true;
	format(path, sizeof(path), "%s/cgroup.subtree_control", g->folder);
	if (!lists(g->folder, "cgroup.controllers", "memory") || !caller->may_write(path))
		return false;
	return is_tree_root(g->folder) || members(g->folder, caller->pid, &only_us) == 0 || only_us;
}

int cap_prepare(const struct group *parent)
{
	char leaf[PATH_MAX + NAME_MAX];
	bool only_us;
	int error = 0;

	if (parent->version == 1 || lists(parent->folder, "cgroup.subtree_control", "memory"))
		return 0;
	members(parent->folder, getpid(), &only_us);
	if (only_us && !is_tree_root(parent->folder)) {
		format(leaf, sizeof(leaf), "%s%s", parent->folder, own_leaf);
		if (mkdir(leaf, 0755) < 0 && errno != EEXIST)
			return -errno;
		if ((error = cap_write(leaf, "cgroup.procs", "0")) < 0)
			return error;
	}
	return cap_write(parent->folder, "cgroup.subtree_control", "+memory");
}

/* A path for one line of the screen. */
static const char *brief(const char *folder, char out[48])
{
	const bool fits = strlen(folder) < 48;

	snprintf(out, 48, "%.*s%s", fits ? 47 : 44, folder, fits ? "" : "...");
	return out;
}

/* The nearest group above us that is this user's to divide. */
static bool find_delegated(const struct caller *caller, struct group *g, struct cap_tries *tries)
{
	const struct group own = *g;
	char name[48];

	do {
		if (may_write(caller, g) && can_give_memory(caller, g))
			return true;
	} while (group_up(g));
	if (own.version == 1)
		cap_tried(tries, delegated, _("no: memory is on cgroup v1, and no group is yours"));
	else if (own.read_only)
		cap_tried(tries, delegated, _("no: the tree of groups is read-only"));
	else if (!may_write(caller, &own))
		cap_tried(tries, delegated, _("no: %s is not yours"), brief(own.folder, name));
	else if (cap_is_threaded(own.folder))
		cap_tried(tries, delegated, _("no: %s is threaded"), brief(own.folder, name));
	else
		cap_tried(tries, delegated, _("no: other processes are in %s"),
			  brief(own.folder, name));
	return false;
}

/* Why root cannot divide the tree's top. */
static void say_not_root(const struct group *g, struct cap_tries *tries, const char *what)
{
	char name[48];

	brief(g->folder, name);
	if (cap_is_threaded(g->folder))
		cap_tried(tries, what, _("no: %s is threaded"), name);
	else if (lists(g->folder, "cgroup.controllers", "memory"))
		cap_tried(tries, what, _("no: %s has %s"), name, _("processes in it (a container?)"));
	else
		cap_tried(tries, what, _("no: %s has %s"), name, _("no memory controller"));
}

/* Root divides the tree at its top: nothing above it limits or manages the group. */
static bool find_root(const struct caller *caller, struct group *g, struct cap_tries *tries)
{
	static const char what[] = N_("libcgroup, or files, as root");
	char name[48];

	if (caller->rights != RIGHTS_ROOT) {
		cap_tried(tries, what,
			  caller->rights == RIGHTS_NAMESPACE
				  ? _("no: you are root of a user namespace only")
				  : _("no: you are uid %u"),
			  (unsigned)caller->uid);
		return false;
	}
	g->folder[g->mount_len] = '\0';
	errno = 0;
	if (!may_write(caller, g)) {
		const int error = g->read_only ? EROFS : errno;

		brief(g->folder, name);
		if (error == EROFS || !error)
			cap_tried(tries, what, _("no: %s is read-only (a container?)"), name);
		else
			cap_tried(tries, what, "%s: %s", name, intl_error(error));
		return false;
	}
	if (!can_give_memory(caller, g)) {
		say_not_root(g, tries, what);
		return false;
	}
	return true;
}

bool cap_is_scope(const struct group *group)
{
	const char *last = strrchr(group->folder, '/');

	return last && (strncmp(last, "/pagelab-", 9) == 0 || strcmp(last, own_leaf) == 0);
}

bool cap_look(const struct roots *roots, const struct caller *caller, struct group *parent,
	      const char **where, struct cap_tries *tries)
{
	struct group own;
	int error = group_find(roots, caller->pid, &own);

	if (error) {
		if (own.cover[0])
			cap_tried(tries, N_("the memory controller"),
				  _("no: %s is mounted over it"), own.cover);
		else
			cap_tried(tries, N_("the memory controller"),
				  _("no: it is not mounted here (%s)"), intl_error(-error));
		return false;
	}
	const char *kind = NULL;
	const bool is_handed = cap_is_handed(&own, &kind), in_scope = !is_handed && cap_is_scope(&own);

	*parent = own;
	/* Our leaf is there so that the group above it is free of processes. */
	if (own.version == 2 && strcmp(strrchr(own.folder, '/'), own_leaf) == 0)
		group_up(parent);
	*where = is_handed ? kind : in_scope ? "systemd" : "delegated";
	if ((caller->rights != RIGHTS_ROOT || in_scope) && find_delegated(caller, parent, tries))
		return true;
	*parent = own;
	*where = "root";
	return find_root(caller, parent, tries);
}

bool cap_find_parent(const struct roots *roots, struct group *parent, const char **where,
		     struct cap_tries *tries)
{
	const struct caller self = caller_self();

	return cap_look(roots, &self, parent, where, tries);
}
