/* SPDX-License-Identifier: MIT */
/* cap_limits: how large a room is in each step, as lab.conf and LIMIT= say. Pure. */
#include <unistd.h>

#include "cgroup/cap_internal.h"
#include "util/size.h"

int64_t cap_in_proportion(const struct labconf *conf, int64_t bytes, struct value limit)
{
	const char *first = labconf_limit(conf, "memory.max");
	const struct value in_conf = first ? size_parse(first) : unknown;
	const int64_t page = sysconf(_SC_PAGESIZE);

	if (!limit.known || !in_conf.known)
		return bytes;
	/* Exact: a double holds whole pages of any machine. */
	const double ratio = (double)bytes / (double)in_conf.n;
	return (int64_t)(ratio * (double)limit.n) / page * page;
}

struct value cap_max_at(const struct labconf *conf, int step, struct value limit)
{
	if (step < 0 || !conf->step[step].memory_max.known)
		return unknown;
	return known(cap_in_proportion(conf, conf->step[step].memory_max.n, limit));
}

struct value cap_largest(const struct labconf *conf, struct value limit)
{
	const char *first = labconf_limit(conf, "memory.max");
	struct value largest = limit.known || !first ? limit : size_parse(first);

	for (int i = 0; i < (int)conf->steps; i++) {
		const struct value max = cap_max_at(conf, i, limit);

		if (max.known && (!largest.known || max.n > largest.n))
			largest = max;
	}
	return largest;
}

static bool is_above_floor(const struct labconf *conf, struct value limit)
{
	for (int i = 0; i < (int)conf->steps; i++) {
		const struct value max = cap_max_at(conf, i, limit);

		if (max.known && max.n < CAP_FLOOR_BYTES)
			return false;
	}
	return true;
}

struct value cap_fitting_limit(const struct labconf *conf, int64_t most)
{
	const int64_t mib = 1024 * 1024;

	for (int64_t n = most / mib * mib; n >= CAP_FLOOR_BYTES; n -= mib)
		if (cap_largest(conf, known(n)).n <= most && is_above_floor(conf, known(n)))
			return known(n);
	return unknown;
}
