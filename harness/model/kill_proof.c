/* SPDX-License-Identifier: MIT */
#include "model/kill_proof.h"

struct kill_counts kill_counts_of(int version, struct value kills, const struct cap_hits *before,
				  const struct cap_hits *after)
{
	return (struct kill_counts){version,
				    kills,
				    {value_delta(before->room, after->room),
				     value_delta(before->above, after->above),
				     value_delta(before->above_kills, after->above_kills)}};
}

static bool rose(struct value change)
{
	return change.known && change.n > 0;
}

enum kill_proof kill_judge(const struct kill_counts *c)
{
	/* On v2 each is an OOM; on v1 reclaim may have been enough. */
	if (rose(c->hits.above_kills) || (c->version == 2 && rose(c->hits.above)))
		return KILL_OUTSIDE;
	if (!rose(c->kills))
		return KILL_NONE;
	if (!c->hits.room.known || !c->hits.above.known)
		return KILL_LIKELY;
	if (!rose(c->hits.room))
		return KILL_OUTSIDE;
	return rose(c->hits.above) ? KILL_LIKELY : KILL_PROVEN;
}

struct value kill_outside(const struct kill_counts *c)
{
	const int64_t above = c->version == 2 ? c->hits.above.n : c->hits.above_kills.n;

	switch (kill_judge(c)) {
	case KILL_NONE:
	case KILL_LIKELY:
		break;
	case KILL_PROVEN:
		return known(0);
	case KILL_OUTSIDE:
		return known(above > 0 ? above : c->kills.n);
	}
	return unknown;
}

enum kill_proof kill_recorded(struct value kills, struct value outside)
{
	if (rose(outside))
		return KILL_OUTSIDE;
	if (!rose(kills))
		return KILL_NONE;
	return outside.known ? KILL_PROVEN : KILL_LIKELY;
}
