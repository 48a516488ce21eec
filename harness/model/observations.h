/* SPDX-License-Identifier: MIT */
/* observations: everything that one run looks at: the lab, its children, its group and the system.
 */
#ifndef MODEL_OBSERVATIONS_H
#define MODEL_OBSERVATIONS_H

#include "kernel/descendants.h"
#include "kernel/sample.h"
#include "kernel/snapshot.h"
#include "lab/protocol.h"

/* Where in the run a row belongs. */
struct moment {
	int seq;
	const char *step;
};

/* What one row of snapshots.csv shows: one process, or the group, or the system. */
struct view {
	char role[WIRE_NAME];
	enum scope scope;
	pid_t pid; /* 0: none */
	char comm[64];
	struct value values[METRICS_MAX];
};

/* All views of one moment. */
struct shot {
	int64_t elapsed_ns;
	struct view *view;
	size_t count, room;
};

void shot_clear(struct shot *s);
void shot_free(struct shot *s);

/* 0 or -ENOMEM. */
int shot_copy(struct shot *to, const struct shot *from);

/* The view of that role and pid (0: any), or NULL. */
const struct view *shot_find(const struct shot *s, const char *role, pid_t pid);

struct role {
	pid_t pid;
	char name[WIRE_NAME];
};

struct scene {
	const struct roots *roots;
	int64_t start_ns;
	pid_t pid;
	struct observer lab, system, group_texts;
	struct group group;
	bool has_group;
	struct sampler sampler;
	struct role *role;
	size_t roles, roles_room;
	struct text text;
};

/*
 * After exec: files bound to the address space before it would show nothing. capped: the group is
 * the run's own. 0 or -errno.
 */
int scene_open(struct scene *s, const struct roots *roots, pid_t pid, int64_t start_ns,
	       bool capped);
void scene_close(struct scene *s);

/* What of the lab, the system and the group could not be read so far. */
void scene_unread(const struct scene *s, struct unread *out);

/* What of those is not the kernel's own, beside what is in the list already. */
void scene_replaced(const struct scene *s, struct replaced *into);

/*
 * A child's role, as lab_fork named it. A second one of a name becomes NAME-2, and so on, while the
 * first one is there.
 */
int scene_name_child(struct scene *s, pid_t pid, const char *role);

/* Looks at everything; the family may have the lab in it. 0 or -errno. */
int scene_shoot(struct scene *s, const struct family *family, struct shot *out);

/* Looks at a zombie: only stat's counters are left. 0 or -errno. */
int scene_shoot_zombie(struct scene *s, struct shot *out);

#endif
