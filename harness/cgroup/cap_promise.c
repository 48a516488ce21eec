/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "cgroup/cap_internal.h"
#include "cgroup/cap_promise.h"
#include "kernel/group_bounds.h"
#include "kernel/memory_budget.h"
#include "kernel/parse.h"
#include "util/file.h"
#include "util/line.h"

enum { DEEPEST = 16, LOCK_ROUNDS = 2000, LOCK_POLL_NS = 5 * 1000 * 1000 };

/* A room's limit is promised to it, whether it has taken it or not. */
static int64_t not_taken(const struct group *room)
{
	const bool v2 = room->version == 2;
	const struct value limit = group_own_limit(room);
	const struct value used =
		group_number(room, v2 ? "memory.current" : "memory.usage_in_bytes");

	return limit.known && limit.n < INT64_MAX / 2 && used.known && used.n < limit.n
		       ? limit.n - used.n
		       : 0;
}

static int64_t not_taken_beneath(const struct roots *roots, const struct group *at,
				 const char *room, int depth)
{
	DIR *folder = opendir(at->folder);
	int64_t sum = 0;

	if (!folder)
		return 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		struct group below = *at;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
		    path_join(below.folder, sizeof(below.folder), at->folder, entry->d_name) < 0)
			continue;
		if (cap_is_room_of_living(roots, entry->d_name))
			sum += room && strcmp(below.folder, room) == 0 ? 0 : not_taken(&below);
		else if (depth < DEEPEST)
			sum += not_taken_beneath(roots, &below, room, depth + 1);
	}
	closedir(folder);
	return sum;
}

int64_t promise_others(const struct roots *roots, const struct group *folder, const char *room)
{
	return not_taken_beneath(roots, folder, room, 0);
}

/* What promise_find hands to take_bound. */
struct search {
	const struct roots *roots;
	const char *room;
	int64_t own; /* bytes that the room has taken */
	bool swaps;
	struct promise *out;
};

static int64_t half(int64_t left)
{
	return left > 0 ? left / 2 : 0;
}

static void take_bound(void *self, const struct group_bound *bound)
{
	const struct search *s = self;
	struct promise *p = s->out;

	if (bound->is_swap && !s->swaps)
		return;
	/* A group that does not tell what it uses has nothing left for a promise. */
	int64_t used = bound->used.known ? bound->used.n : bound->limit;
	used = bound->is_swap || used < s->own ? used : used - s->own;
	const int64_t promised =
		bound->is_swap ? 0 : promise_others(s->roots, bound->group, s->room);
	const int64_t most = half(bound->limit - used - promised);

	if (p->most.known && p->most.n <= most)
		return;
	*p = (struct promise){.most = known(most),
			      .file = bound->file,
			      .limit = bound->limit,
			      .used = used,
			      .promised = promised};
	memcpy(p->folder, bound->group->folder, sizeof(p->folder));
}

static void take_machine(struct search *s, const struct group *parent)
{
	struct group top = *parent;
	const struct value available = machine_available(s->roots);

	if (!available.known)
		return;
	top.folder[top.mount_len] = '\0';
	const int64_t promised = promise_others(s->roots, &top, s->room);
	const int64_t left = available.n + s->own - promised;

	*s->out = (struct promise){.most = known(fit_share(s->roots, left > 0 ? left : 0)),
				   .is_machine = true,
				   .limit = available.n + s->own,
				   .promised = promised};
}

void promise_find(const struct roots *roots, const struct group *parent, bool swaps,
		  const char *room, struct promise *out)
{
	struct search s = {.roots = roots, .room = room, .swaps = swaps, .out = out};
	struct group own = *parent;

	*out = (struct promise){0};
	if (room) {
		format(own.folder, sizeof(own.folder), "%s", room);
		s.own = group_number(&own, own.version == 2 ? "memory.current"
							    : "memory.usage_in_bytes")
				.n;
	}
	take_machine(&s, parent);
	group_each_bound(parent, BOUNDS_OF_CHILD, take_bound, &s);
}

bool promise_waits(const struct roots *roots, const struct promise *p, int64_t bytes)
{
	const int64_t left = p->limit - p->used;

	return p->promised > 0 && bytes <= (p->is_machine ? fit_share(roots, left) : half(left));
}

int64_t promise_wanted_limit(const struct promise *p, int64_t bytes)
{
	const int64_t mib = 1024 * 1024, may_grow = 8 * mib;

	return (p->used + may_grow + p->promised + 2 * bytes + mib - 1) / mib * mib;
}

int promise_lock(const struct group *parent)
{
	char top[PATH_MAX];

	format(top, sizeof(top), "%.*s", (int)parent->mount_len, parent->folder);
	int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int round = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; round++) {
		if (round == LOCK_ROUNDS)
			close_fd(&fd);
		else
			nanosleep(&(struct timespec){0, LOCK_POLL_NS}, NULL);
	}
	return fd;
}
