/* SPDX-License-Identifier: MIT */
/*
 * cap_hits: the counters that tell whose limit an OOM kill was for. oom_kill counts where the victim
 * lived; `oom` counts the group whose limit was hit. v1 does not count the latter: its failcnt rises
 * with each attempt to go beyond the limit, which reclaim may have mended.
 */
#ifndef CGROUP_CAP_HITS_H
#define CGROUP_CAP_HITS_H

#include "kernel/group.h"
#include "util/value.h"

struct cap_hits {
	struct value room;	  /* `oom`, or failcnt, of the room itself */
	struct value above;	  /* the same, of all groups above it that are seen here */
	struct value above_kills; /* v1: kills in these groups themselves; on v2 always 0 */
};

void cap_read_hits(const struct group *room, struct cap_hits *out);

#endif
