/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup/cap_internal.h"
#include "cgroup/cgroup_diagnose_internal.h"
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
	[ROOM_DISABLED] = {N_("cgroup_disable=memory stands on the kernel's command line"),
			   {{N_("once, by the admin"),
			     "remove cgroup_disable=memory from the kernel's command line, "
			     "then reboot"}}},
	[ROOM_NOT_BUILT] = {N_("this kernel was built without the memory controller"),
			    {{N_("once, by the admin"),
			      "start a kernel that has CONFIG_MEMCG, as distributions' kernels have"}}},
	[ROOM_NOT_HANDED] = {N_("the memory controller is not handed over to this part of the "
				"tree (a container?)"),
			     {{N_("outside of it, by the admin"),
			       "sudo systemctl set-property --runtime user@$(id -u).service "
			       "Delegate='cpu memory pids'"}}},
	[ROOM_V1_NOT_MOUNTED] = {N_("memory is on cgroup v1, and that hierarchy is not mounted "
				    "here"),
				 {{N_("by the admin"),
				   "sudo sh -c 'D=/sys/fs/cgroup/memory; mkdir -p $D; mount -t "
				   "cgroup -o memory none $D'"}}},
	[ROOM_COVERED] = {N_("another file system is mounted over the tree of groups"),
			  {{N_("by the admin"), "sudo umount {mount}"}}},
	[ROOM_NAMESPACE] = {N_("root only in a user namespace (unshare -r, rootless): no group "
			       "belongs to it"),
			    {{N_("outside of the namespace"), "sudo make lab-{lab}"}}},
	[ROOM_FAKED] = {N_("root by fakeroot's word only: to the kernel you are not"),
			{{N_("without fakeroot"), "sudo make lab-{lab}"}}},
	[ROOM_NO_RIGHT] = {N_("root, but not allowed to make a group: capabilities or a security "
			      "module are in the way"),
			   {{N_("see what was refused"), "mkdir {mount}/try && rmdir {mount}/try"}}},
	[ROOM_THREADED] = {N_("the group is threaded (cgroup.type), and such a group cannot limit "
			      "memory"),
			   {{N_("in another session"), "make lab-{lab}"}}},
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

/* Of a user who is not root, or not root by right. */
static enum room_cause why_not_user(const struct roots *roots, const struct caller *caller,
				    const struct group *own)
{
	if (caller->rights == RIGHTS_NAMESPACE)
		return ROOM_NAMESPACE;
	if (caller->rights == RIGHTS_FAKED)
		return ROOM_FAKED;
	if (own->version == 1)
		return ROOM_V1_USER;
	if (!is_systemd(roots))
		return ROOM_ONLY_ROOT;
	return has_runtime_unsaid(roots, caller) ? ROOM_NOT_TOLD : ROOM_NO_SESSION;
}

/* Whether root is refused by the file system, or by a right that it has not. */
static bool is_read_only(const struct caller *caller, const struct group *own)
{
	char top[PATH_MAX];

	format(top, sizeof(top), "%.*s", (int)own->mount_len, own->folder);
	errno = 0;
	return !caller->may_write(top) && (errno == EROFS || errno == 0);
}

/* The first that is so. */
static enum room_cause why_not(const struct roots *roots, const struct caller *caller,
			       const struct group *own)
{
	char top[PATH_MAX];

	format(top, sizeof(top), "%.*s", (int)own->mount_len, own->folder);
	if (own->read_only)
		return ROOM_READ_ONLY;
	if (own->version == 2 && (cap_is_threaded(top) || cap_is_threaded(own->folder)))
		return ROOM_THREADED;
	if (caller->rights != RIGHTS_ROOT)
		return why_not_user(roots, caller, own);
	if (is_read_only(caller, own))
		return ROOM_READ_ONLY;
	if (!caller->may_write(top))
		return ROOM_NO_RIGHT;
	return own->version == 2 ? ROOM_OCCUPIED : ROOM_NO_RIGHT;
}

/* Only root may, and nothing else is in the way. */
static bool mends_by_sudo(enum room_cause cause)
{
	return cause == ROOM_V1_USER || cause == ROOM_NO_SESSION || cause == ROOM_NOT_TOLD ||
	       cause == ROOM_ONLY_ROOT;
}

void room_look(const struct roots *roots, const struct caller *caller, struct room *room)
{
	struct group parent = {0};
	const char *where;

	*room = (struct room){0};
	if (group_find(roots, caller->pid, &room->group) < 0) {
		room->cause = room->group.cover[0] ? ROOM_COVERED : room_why_no_controller(roots, NULL);
		return;
	}
	/* A scope would be given here all the same, without memory. */
	if (room->group.version == 2 && !room_has_controller(&room->group)) {
		room->cause = room_why_no_controller(roots, &room->group);
		return;
	}
	const bool found = cap_look(roots, caller, &parent, &where, &room->tries);
	/* Where systemd manages the tree, it is asked, by root too. */
	if ((!found || strcmp(where, "root") == 0) && cap_scope_look(roots, caller, &room->tries))
		room->where = "systemd";
	else if (found)
		room->where = where;
	else if ((room->cause = why_not(roots, caller, &room->group)) != ROOM_THERE &&
		 mends_by_sudo(room->cause) && caller->may_sudo && caller->may_sudo()) {
		room->cause = ROOM_THERE;
		room->where = "sudo";
	}
	if (found)
		room->group = parent;
}
