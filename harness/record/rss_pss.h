/* SPDX-License-Identifier: MIT */
/*
 * rss_pss: who had how much at the end of each step, from snapshots.csv: there a process stands
 * from its first edge on, in steps.csv from its first whole step on.
 */
#ifndef RECORD_RSS_PSS_H
#define RECORD_RSS_PSS_H

#include "record/run_reader.h"

enum { SHARES_ROLES = 4 }; /* processes by their roles; more of them are one, the last */

struct share {
	size_t processes; /* of that role, at that edge */
	int64_t rss_kib, pss_kib;
};

struct shares_step {
	int64_t seq;
	struct share of[SHARES_ROLES];
	bool is_whole;		   /* both numbers of each process are known */
	struct value memory_bytes; /* the group's: anonymous and shared */
};

struct shares {
	char role[SHARES_ROLES][WIRE_NAME];
	size_t roles;
	bool lumped; /* the last role is that of all others */
	struct shares_step *step;
	size_t steps;
};

/*
 * Of the run in that folder; fd may be an error. 0, or -errno: there is no such file, or it is none of ours. To be freed
 * in any case.
 */
int shares_read(struct shares *s, int fd);
void shares_free(struct shares *s);

/* Pure: how much more the processes of that step have by Rss than by Pss, KiB. */
int64_t shares_counted_again_kib(const struct shares_step *step);

/* Pure: the processes that were there. */
size_t shares_processes(const struct shares_step *step);

#endif
