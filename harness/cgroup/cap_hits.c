/* SPDX-License-Identifier: MIT */
/* cap_hits: whose limit was hit, by the counters of the room and of the groups above it. */
#include "cgroup/cap_hits.h"
#include "kernel/group_bounds.h"

static void add(struct value *sum, struct value n)
{
	*sum = sum->known && n.known ? known(sum->n + n.n) : unknown;
}

/* Neither count where swap is not limited: then there is no second file. */
static struct value failures(const struct group *group)
{
	struct value sum = group_number(group, "memory.failcnt");
	const struct value with_swap = group_number(group, "memory.memsw.failcnt");

	if (with_swap.known)
		add(&sum, with_swap);
	return sum;
}

static struct value hits_of(const struct group *group)
{
	return group->version == 2 ? group_keyed(group, "memory.events.local", "oom")
				   : failures(group);
}

void cap_read_hits(const struct group *room, struct cap_hits *out)
{
	struct group at = *room;

	*out = (struct cap_hits){hits_of(room), known(0), known(0)};
	/* Without memory.events.local (before 5.2): a room has no groups below it. */
	if (room->version == 2 && !out->room.known)
		out->room = group_keyed(room, "memory.events", "oom");
	while (group_up(&at)) {
		/* Only the tree's own root has no limit, and no such counters. */
		if (room->version == 2 && !group_has(&at, "cgroup.type"))
			continue;
		add(&out->above, hits_of(&at));
		if (room->version == 1)
			add(&out->above_kills, group_keyed(&at, "memory.oom_control", "oom_kill"));
	}
}
