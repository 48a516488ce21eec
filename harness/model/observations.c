/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/observations.h"
#include "util/clocks.h"
#include "util/failed.h"

void shot_clear(struct shot *s)
{
	s->count = 0;
}

void shot_free(struct shot *s)
{
	free(s->view);
	*s = (struct shot){0};
}

int shot_copy(struct shot *to, const struct shot *from)
{
	struct view *view = realloc(to->view, (from->count + 1) * sizeof(*view));

	if (!view)
		return -ENOMEM;
	memcpy(view, from->view, from->count * sizeof(*view));
	to->view = view;
	to->elapsed_ns = from->elapsed_ns;
	to->count = from->count;
	to->room = from->count + 1;
	return 0;
}

const struct view *shot_find(const struct shot *s, const char *role, pid_t pid)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->view[i].role, role) == 0 && (!pid || s->view[i].pid == pid))
			return &s->view[i];
	return NULL;
}

static struct view *add_view(struct shot *s, const char *role, enum scope scope, pid_t pid)
{
	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 4;
		struct view *view = realloc(s->view, room * sizeof(*view));

		if (!view)
			return NULL;
		s->view = view;
		s->room = room;
	}
	struct view *view = &s->view[s->count++];
	/* all unknown: known is false */
	*view = (struct view){.scope = scope, .pid = pid};
	snprintf(view->role, sizeof(view->role), "%s", role);
	return view;
}

/* No group to be seen is no error where ours cannot be seen either. */
static int find_group(struct scene *s)
{
	struct group ours;
	const int error = group_find(s->roots, s->pid, &s->group);

	s->has_group = error == 0;
	if (!error || group_find(s->roots, getpid(), &ours) == error)
		return 0;
	return failed(error, "%s/%d/cgroup", s->roots->proc, s->pid);
}

int scene_open(struct scene *s, const struct roots *roots, pid_t pid, int64_t start_ns, bool capped)
{
	*s = (struct scene){.roots = roots, .start_ns = start_ns, .pid = pid};
	s->sampler.statm = s->sampler.stat = s->sampler.usage = s->sampler.kernel = -1;
	s->sampler.group_stat = -1;
	int error = find_group(s);
	if (!error)
		error = observer_open_process(&s->lab, roots, pid);
	if (!error)
		error = observer_open_system(&s->system, roots);
	if (!error && s->has_group) {
		error = observer_open_group(&s->group_texts, &s->group);
		if (error == -ENOENT && !capped) {
			s->has_group = false;
			error = 0;
		}
	}
	if (!error)
		error = sampler_open(&s->sampler, roots, pid, s->has_group ? &s->group : NULL,
				     capped);
	return error;
}

void scene_unread(const struct scene *s, struct unread *out)
{
	*out = s->lab.unread;
	unread_merge(out, &s->system.unread);
	if (s->has_group)
		unread_merge(out, &s->group_texts.unread);
}

void scene_replaced(const struct scene *s, struct replaced *into)
{
	replaced_merge(into, &s->lab.replaced);
	replaced_merge(into, &s->system.replaced);
	if (s->has_group)
		replaced_merge(into, &s->group_texts.replaced);
}

void scene_close(struct scene *s)
{
	observer_close(&s->lab);
	observer_close(&s->system);
	observer_close(&s->group_texts);
	sampler_close(&s->sampler);
	text_free(&s->text);
	free(s->role);
	s->role = NULL;
	s->roles = s->roles_room = 0;
}

static struct role *role_find(const struct scene *s, const char *name)
{
	for (size_t i = 0; i < s->roles; i++)
		if (strcmp(s->role[i].name, name) == 0)
			return &s->role[i];
	return NULL;
}

static bool is_reserved(const char *name)
{
	static const char *const reserved[] = {"lab", "group", "system"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(name, reserved[i]) == 0)
			return true;
	return false;
}

/* The name itself, or with the first number behind the others' that is free. */
static void make_name(const struct scene *s, const char *role, char name[WIRE_NAME])
{
	int number = 1;

	snprintf(name, WIRE_NAME, "%s", role);
	if (!is_reserved(name) && !role_find(s, name))
		return;
	for (size_t i = 0; i < s->roles; i++)
		number += strncmp(s->role[i].name, role, strnlen(role, 30)) == 0;
	do
		snprintf(name, WIRE_NAME, "%.30s-%d", role, number > 1 ? number : 2);
	while (number++, role_find(s, name));
}

int scene_name_child(struct scene *s, pid_t pid, const char *role)
{
	struct role *bearer = role_find(s, role);

	if (bearer && kill(bearer->pid, 0) < 0 && errno == ESRCH) {
		bearer->pid = pid;
		return 0;
	}
	if (s->roles == s->roles_room) {
		size_t room = s->roles_room ? 2 * s->roles_room : 16;
		struct role *grown = realloc(s->role, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		s->role = grown;
		s->roles_room = room;
	}
	make_name(s, role, s->role[s->roles].name);
	s->role[s->roles++].pid = pid;
	return 0;
}

/* The last name given to a pid: an earlier bearer of it is dead. */
static const char *role_of(const struct scene *s, pid_t pid)
{
	for (size_t i = s->roles; i-- > 0;)
		if (s->role[i].pid == pid)
			return s->role[i].name;
	return NULL;
}

/* What a zombie's texts still show besides its counters is not memory it has. */
static void keep_counters_only(struct value *values)
{
	for (size_t i = 0; i < metric_count; i++)
		if (metrics[i].at.source != SOURCE_STAT &&
		    metric_scope(&metrics[i]) == SCOPE_PROCESS)
			values[i] = unknown;
}

/* Children may be many: their files are opened for one look only. */
static int shoot_child(struct scene *s, pid_t pid, struct shot *out)
{
	struct observer texts;
	const char *role = role_of(s, pid);
	int error;

	if (!role) {
		if ((error = scene_name_child(s, pid, "child")) < 0)
			return error;
		role = role_of(s, pid);
	}
	if ((error = observer_open_process(&texts, s->roots, pid)) < 0)
		return error == -ENOENT || error == -ESRCH ? 0 : error; /* gone */
	struct view *view = add_view(out, role, SCOPE_PROCESS, pid);
	if (view) {
		error = observer_read(&texts, &s->text, view->values);
		if (!view->values[metric_find("vm_size_kib")].known)
			keep_counters_only(view->values);
		memcpy(view->comm, texts.comm, sizeof(view->comm));
	}
	observer_close(&texts);
	return view ? error : -ENOMEM;
}

static bool has_member(const struct family *family, pid_t pid)
{
	for (size_t i = 0; i < family->all.count; i++)
		if (family->all.pid[i] == pid)
			return true;
	return false;
}

/* At an edge everybody is counted: who is gone gives the name back, for one who comes after. */
static void forget_the_gone(struct scene *s, const struct family *family)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->roles; i++)
		if (has_member(family, s->role[i].pid))
			s->role[kept++] = s->role[i];
	s->roles = kept;
}

int scene_shoot(struct scene *s, const struct family *family, struct shot *out)
{
	struct view *view;
	int error;

	shot_clear(out);
	forget_the_gone(s, family);
	if (!(view = add_view(out, "lab", SCOPE_PROCESS, s->pid)))
		return -ENOMEM;
	error = observer_read(&s->lab, &s->text, view->values);
	out->elapsed_ns = now_ns() - s->start_ns;
	memcpy(view->comm, s->lab.comm, sizeof(view->comm));
	for (size_t i = 0; i < family->all.count && !error; i++)
		if (family->all.pid[i] != s->pid)
			error = shoot_child(s, family->all.pid[i], out);
	if (error)
		return error;
	if (s->has_group) {
		if (!(view = add_view(out, "group", SCOPE_GROUP, 0)))
			return -ENOMEM;
		if ((error = observer_read(&s->group_texts, &s->text, view->values)) < 0)
			return error;
	}
	if (!(view = add_view(out, "system", SCOPE_SYSTEM, 0)))
		return -ENOMEM;
	return observer_read(&s->system, &s->text, view->values);
}

int scene_shoot_zombie(struct scene *s, struct shot *out)
{
	const struct family none = {0};
	int error = scene_shoot(s, &none, out);

	if (error)
		return error;
	keep_counters_only(out->view[0].values);
	return 0;
}
