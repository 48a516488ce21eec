/* SPDX-License-Identifier: MIT */
/* doctor_memory: doctor's looks at groups, swap and memory. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"
#include "i18n/intl.h"
#include "kernel/env.h"
#include "kernel/parse.h"
#include "util/file.h"
#include "util/line.h"
#include "util/size.h"

enum { LITTLE_MIB = 256 };

static bool is_there(const struct doctor *d, const char *file)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s%s", d->roots.prefix, file);
	return access(path, F_OK) == 0;
}

/* One that starts a container of the other kind than we are in, or mounts what gVisor has not. */
static bool cannot_help(const struct doctor *d, const char *command)
{
	const bool is_podman = is_there(d, "/run/.containerenv"),
		   is_docker = is_there(d, "/.dockerenv");

	return (is_podman && strncmp(command, "docker ", 7) == 0) ||
	       (is_docker && strncmp(command, "podman ", 7) == 0) || look_is_gvisor(d);
}

/* Every mend of the cause, a line each. */
static void mends_of_room(const struct doctor *d, struct finding *f)
{
	char command[ROOM_COMMAND];
	const char *who;

	for (size_t i = 0; room_mend(&d->room, i, "{lab}", &who, command); i++) {
		if (cannot_help(d, command))
			continue;
		line_add(f->mend, sizeof(f->mend), "%s", command);
		/* There the command is the one that was typed: where to type it is the mend. */
		if (d->room.cause == ROOM_THREADED)
			line_add(f->mend, sizeof(f->mend), "     # %s", _(who));
		line_add(f->mend, sizeof(f->mend), "\n");
	}
	line_add(f->mend, sizeof(f->mend), "%s", room_machine);
}

void look_group(const struct doctor *d, struct finding *f)
{
	static const struct {
		const char *where, *words;
	} ways[] = {{"delegated", N_("in a folder that is yours")},
		    {"systemd", N_("in a scope of systemd's")},
		    {"sudo", N_("made by sudo, for you")},
		    {"handed", N_("made by root, for you")},
		    {"root", N_("as root")}};
	const struct room *room = &d->room;
	const char *way = "";

	if (room->cause != ROOM_THERE) {
		if (d->caller.uid == 0)
			found(f, DOCTOR_CANNOT, "%s", _(room_reason(room->cause)));
		else
			found(f, DOCTOR_CANNOT, _("%s; you are uid %u"),
			      _(room_reason(room->cause)), (unsigned)d->caller.uid);
		mends_of_room(d, f);
		return;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(room->where, ways[i].where) == 0)
			way = ways[i].words;
	found(f, DOCTOR_OK, _("cgroup v%d, %s"), room->group.version, _(way));
}

static bool has_file(const char *folder, const char *file)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/%s", folder, file);
	return access(path, F_OK) == 0;
}

/* The tree's root has no limits of its own, so any group below it is asked. */
static bool one_below_has(const char *folder, const char *file)
{
	DIR *groups = opendir(folder);
	bool has = false;

	if (!groups)
		return false;
	for (struct dirent *entry; !has && (entry = readdir(groups));) {
		char path[PATH_MAX + NAME_MAX];

		format(path, sizeof(path), "%s/%s", folder, entry->d_name);
		has = entry->d_name[0] != '.' && has_file(path, file);
	}
	closedir(groups);
	return has;
}

static bool is_without_controller(enum room_cause cause)
{
	return cause == ROOM_NO_CONTROLLER || cause == ROOM_DISABLED || cause == ROOM_NOT_BUILT ||
	       cause == ROOM_NOT_MOUNTED || cause == ROOM_V1_NOT_MOUNTED;
}

void look_group_swap(const struct doctor *d, struct finding *f)
{
	const struct group *g = &d->room.group;
	const char *file = g->version == 2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
	char top[PATH_MAX];
	struct env env;

	env_read(&env, &d->roots);
	const char *is_on = env.swap_kib.known ? _("swap is on") : _("swap is not known");

	format(top, sizeof(top), "%.*s", (int)g->mount_len, g->folder);
	if (env.swap_kib.known && env.swap_kib.n == 0)
		found(f, DOCTOR_OK, _("swap is off, so groups need no limit on it"));
	else if (!g->folder[0] || is_without_controller(d->room.cause))
		found(f, DOCTOR_NOTE, _("%s, and there is no memory controller to limit it"), is_on);
	else if (has_file(g->folder, file) || has_file(top, file) || one_below_has(top, file))
		found(f, DOCTOR_OK, _("%s, and a group can be kept from it (%s)"), is_on, file);
	else
		found(f, DOCTOR_CANNOT, _("%s, and groups have no %s"), is_on, file);
	if (f->status == DOCTOR_CANNOT)
		format(f->mend, sizeof(f->mend),
		       "sudo swapoff -a\n"
		       "add swapaccount=1 to the kernel's command line, then reboot\n"
		       "make lab-{lab} VM=1");
}

void look_swap(const struct doctor *d, struct finding *f)
{
	char size[32];
	struct env env;

	env_read(&env, &d->roots);
	if (env.swap_kib.known && env.swap_kib.n > 0)
		found(f, DOCTOR_OK, "%s", size_show(env.swap_kib.n * 1024, size, sizeof(size)));
	else if (env.swap_kib.known)
		found(f, DOCTOR_CANNOT, _("off"));
	else
		found(f, DOCTOR_CANNOT, _("not known: /proc/meminfo does not tell"));
}

/* KiB that may still be promised in mode 2. */
static struct value promises_left(const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	struct value values[METRICS_MAX] = {0};
	struct learned learned = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/meminfo", roots->proc);
	if (text_read(&text, path) < 0)
		return unknown;
	parse_source(SOURCE_MEMINFO, text.data, text.len, &learned, values);
	return value_delta(values[metric_find("committed_as_kib")],
			   values[metric_find("commit_limit_kib")]);
}

static void look_promises(const struct doctor *d, struct finding *f)
{
	const struct value left = promises_left(&d->roots);

	if (!left.known)
		found(f, DOCTOR_LIMITED, _("2 (never more than there is)"));
	else
		found(f, left.n < LITTLE_MIB * 1024 ? DOCTOR_LIMITED : DOCTOR_NOTE,
		      _("2 (never more than there is); %lld MiB can still be promised"),
		      (long long)(left.n / 1024));
	f->meaning =
		_("malloc itself is refused at the limit: lab-oom's twice the room, and a large "
		  "lab-lazy, may fail");
}

void look_overcommit(const struct doctor *d, struct finding *f)
{
	struct env env;

	env_read(&env, &d->roots);
	if (!env.overcommit.known)
		found(f, DOCTOR_NOTE, _("cannot be read"));
	else if (env.overcommit.n == 2)
		look_promises(d, f);
	else if (env.overcommit.n == 1)
		found(f, DOCTOR_NOTE, _("1 (no malloc is ever refused)"));
	else
		found(f, DOCTOR_OK, _("0 (the usual: only what is absurd is refused)"));
	if (!f->meaning)
		f->meaning =
			_("lab-lazy and lab-oom run as ever; that malloc can say no is not seen");
}

void look_huge_pages(const struct doctor *d, struct finding *f)
{
	struct env env;

	env_read(&env, &d->roots);
	found(f, DOCTOR_OK, "%s", env.thp[0] ? env.thp : _("this kernel has none"));
	f->meaning = _("a lab switches them off for itself, whatever this says");
}

void look_available(const struct doctor *d, struct finding *f)
{
	const struct value bytes = memory_available(&d->roots, d->caller.pid);
	char size[32];

	if (!bytes.known)
		found(f, DOCTOR_NOTE, _("cannot be read"));
	else
		found(f, bytes.n < (int64_t)LITTLE_MIB * 1024 * 1024 ? DOCTOR_LIMITED : DOCTOR_OK,
		      _("%s available"), size_show(bytes.n, size, sizeof(size)));
}
