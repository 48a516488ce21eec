/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup/cgroup_diagnose.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/template.h"

/* {lab} and {mount} are put in. The first mend is the one that most people here can do. */
static const struct {
	const char *reason;
	struct {
		const char *who, *command;
	} mend[ROOM_MENDS];
} causes[ROOM_CAUSES] = {
	[ROOM_NO_CONTROLLER] = {N_("this kernel was started without the memory controller"),
				{{N_("once, by the admin"),
				  "add cgroup_enable=memory to the kernel's command line, "
				  "then reboot"}}},
	[ROOM_NOT_MOUNTED] = {N_("no cgroup tree with the memory controller is mounted"),
			      {{N_("by the admin"), "sudo mount -t cgroup2 none /sys/fs/cgroup"}}},
	[ROOM_READ_ONLY] = {N_("the cgroup tree is mounted read-only, as in most containers"),
			    {{N_("start it so, docker 28"),
			      "docker run --security-opt writable-cgroups=true -it IMAGE"},
			     {N_("start it so, podman"),
			      "podman run --security-opt unmask=/sys/fs/cgroup -it IMAGE"}}},
	[ROOM_OCCUPIED] =
		{N_("processes are in the container's top group"),
		 {{N_("as root, in here"),
		   "cd {mount}; mkdir init; for p in $(cat cgroup.procs); do echo $p >init/"
		   "cgroup.procs; done"}}},
	[ROOM_V1_USER] = {N_("only root can make a group on cgroup v1"),
			  {{N_("as root"), "sudo make lab-{lab}"},
			   {N_("for this shell, by the admin"),
			    "D={mount}/$USER; sudo sh -c \"mkdir $D; chown -R $USER $D; echo $$ "
			    ">$D/cgroup.procs\""}}},
	[ROOM_NO_SESSION] = {N_("this session has no user manager of systemd's to ask"),
			     {{N_("once, by the admin"),
			       "sudo loginctl enable-linger $USER     # then log in again"},
			      {N_("as root"), "sudo make lab-{lab}"}}},
	[ROOM_NOT_TOLD] = {N_("XDG_RUNTIME_DIR is not set (su?), so systemd cannot be asked"),
			   {{N_("now, no rights needed"),
			     "export XDG_RUNTIME_DIR=/run/user/$(id -u)"},
			    {N_("as root"), "sudo make lab-{lab}"}}},
	[ROOM_ONLY_ROOT] = {N_("only root can make a group here: systemd does not run"),
			    {{N_("as root"), "sudo make lab-{lab}"}}},
};

const char room_machine[] = "make lab-{lab} VM=1";

const char *room_reason(enum room_cause cause)
{
	return causes[cause].reason;
}

bool room_mend(const struct room *room, size_t n, const char *lab, const char **who,
	       char command[ROOM_COMMAND])
{
	char mount[PATH_MAX];
	const struct template_word words[] = {{"{lab}", lab}, {"{mount}", mount}};

	if (n >= ROOM_MENDS || !causes[room->cause].mend[n].command)
		return false;
	snprintf(mount, sizeof(mount), "%.*s", (int)room->group.mount_len, room->group.folder);
	*who = causes[room->cause].mend[n].who;
	template_fill_or_die(causes[room->cause].mend[n].command, words, 2, command, ROOM_COMMAND);
	return true;
}

/* "memory" among the controllers at the top of the v2 tree. */
static bool has_controller(const struct group *group)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX], *save;

	format(path, sizeof(path), "%.*s/cgroup.controllers", (int)group->mount_len, group->folder);
	if (text_read(&text, path) < 0)
		return false;
	for (char *w = strtok_r(text.data, " \n", &save); w; w = strtok_r(NULL, " \n", &save))
		if (strcmp(w, "memory") == 0)
			return true;
	return false;
}

/* su keeps the session's variables from us, though the user's manager runs. */
static bool has_runtime_unsaid(const struct roots *roots, const struct caller *caller)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/run/user/%u/systemd", roots->prefix, (unsigned)caller->uid);
	return !caller->runtime && access(path, F_OK) == 0;
}

static bool is_systemd(const struct roots *roots)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/run/systemd/system", roots->prefix);
	return access(path, F_OK) == 0;
}

/* The first that is so. */
static enum room_cause why_not(const struct roots *roots, const struct caller *caller,
			       const struct group *own)
{
	if (own->read_only)
		return ROOM_READ_ONLY;
	if (caller->uid == 0)
		return own->version == 2 ? ROOM_OCCUPIED : ROOM_READ_ONLY;
	if (own->version == 1)
		return ROOM_V1_USER;
	if (!is_systemd(roots))
		return ROOM_ONLY_ROOT;
	return has_runtime_unsaid(roots, caller) ? ROOM_NOT_TOLD : ROOM_NO_SESSION;
}

void room_look(const struct roots *roots, const struct caller *caller, struct room *room)
{
	struct group parent = {0};
	const char *where;

	*room = (struct room){0};
	if (group_find(roots, caller->pid, &room->group) < 0) {
		room->cause = ROOM_NOT_MOUNTED;
		return;
	}
	/* A scope would be given here all the same, without memory. */
	if (room->group.version == 2 && !has_controller(&room->group)) {
		room->cause = ROOM_NO_CONTROLLER;
		return;
	}
	const bool found = cap_look(roots, caller, &parent, &where, &room->tries);
	/* Where systemd manages the tree, it is asked, by root too. */
	if ((!found || strcmp(where, "root") == 0) && cap_scope_look(roots, caller, &room->tries))
		room->where = "systemd";
	else if (found)
		room->where = where;
	else
		room->cause = why_not(roots, caller, &room->group);
	if (found)
		room->group = parent;
}
