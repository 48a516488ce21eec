/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "contest.h"
#include "look.h"
#include "still.h"
#include "util/clocks.h"

enum { MIB = 1024 * 1024, CALLS = 16 };

static const struct family no_family = {0};
static const struct moment at = {1, "step"};

static void leave_out(struct observer *o, enum source source)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->count; i++)
		if (o->text[i].source == source)
			close_fd(&o->text[i].fd);
		else
			o->text[kept++] = o->text[i];
	o->count = kept;
}

int look_open(struct look *l, const struct bench *b, clockid_t clock)
{
	char path[PATH_MAX];
	int error = still_start(&l->pid, 1, MIB, b->lab_cpu);

	if (error)
		return error;
	error = scene_open(&l->scene, &system_roots, l->pid, now_ns(), false);
	if (!error)
		error = record_open(&l->record, b->scratch, "look", path);
	leave_out(&l->scene.lab, SOURCE_ROLLUP);
	l->shot = (struct shot){0};
	l->clock = clock;
	if (error)
		look_close(l);
	return error;
}

void look_as_psutil(struct look *l)
{
	l->scene.has_group = false;
	leave_out(&l->scene.lab, SOURCE_OOM_SCORE);
	leave_out(&l->scene.lab, SOURCE_OOM_SCORE_ADJ);
	leave_out(&l->scene.system, SOURCE_PRESSURE);
}

void look_close(struct look *l)
{
	still_end(&l->pid, 1);
	scene_close(&l->scene);
	shot_free(&l->shot);
	record_remove(&l->record);
}

static void raw_texts(const struct observer *o, char *raw, size_t room)
{
	for (size_t i = 0; i < o->count; i++) {
		off_t end = 0;
		ssize_t n;

		while ((n = pread(o->text[i].fd, raw, room, end)) > 0)
			end += n;
	}
}

static void raw(void *self)
{
	struct look *l = self;

	raw_texts(&l->scene.lab, l->raw, sizeof(l->raw));
	raw_texts(&l->scene.group_texts, l->raw, sizeof(l->raw));
	raw_texts(&l->scene.system, l->raw, sizeof(l->raw));
}

static void shoot(void *self)
{
	struct look *l = self;

	scene_shoot(&l->scene, &no_family, &l->shot);
}

static void shoot_and_record(void *self)
{
	struct look *l = self;

	scene_shoot(&l->scene, &no_family, &l->shot);
	record_shot(&l->record, at, "before", &l->shot);
}

double look_raw(void *self)
{
	const struct look *l = self;

	return contest_time(l->clock, raw, self, CALLS);
}

double look_snapshot(void *self)
{
	const struct look *l = self;

	return contest_time(l->clock, shoot, self, CALLS);
}

double look_recorded(void *self)
{
	const struct look *l = self;

	return contest_time(l->clock, shoot_and_record, self, CALLS);
}

static size_t add_paths(const struct observer *o, const char *folder, char path[][PATH_MAX],
			size_t room)
{
	size_t count = o->count < room ? o->count : room;

	for (size_t i = 0; i < count; i++)
		format(path[i], PATH_MAX, "%s/%s", folder, sources[o->text[i].source].path);
	return count;
}

size_t look_paths(const struct look *l, char path[][PATH_MAX], size_t room)
{
	char folder[64];
	size_t n;

	format(folder, sizeof(folder), "/proc/%d", l->pid);
	n = add_paths(&l->scene.lab, folder, path, room);
	n += add_paths(&l->scene.system, "/proc", path + n, room - n);
	n += add_paths(&l->scene.group_texts, l->scene.group.folder, path + n, room - n);
	return n;
}
