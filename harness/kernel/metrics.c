/* SPDX-License-Identifier: MIT */
/* What is done with the table of metrics_table.c, and where each source stands. */
#include <string.h>

#include "kernel/metrics.h"

const struct source_info sources[SOURCES] = {
	[SOURCE_STATUS] = {"status", SCOPE_PROCESS, FORMAT_KEYED, 0},
	[SOURCE_STAT] = {"stat", SCOPE_PROCESS, FORMAT_FIELDS, 0},
	[SOURCE_ROLLUP] = {"smaps_rollup", SCOPE_PROCESS, FORMAT_KEYED, 0},
	[SOURCE_OOM_SCORE] = {"oom_score", SCOPE_PROCESS, FORMAT_NUMBER, 0},
	[SOURCE_OOM_SCORE_ADJ] = {"oom_score_adj", SCOPE_PROCESS, FORMAT_NUMBER, 0},
	[SOURCE_MEMINFO] = {"meminfo", SCOPE_SYSTEM, FORMAT_KEYED, 0},
	[SOURCE_VMSTAT] = {"vmstat", SCOPE_SYSTEM, FORMAT_KEYED, 0},
	[SOURCE_PRESSURE] = {"pressure/memory", SCOPE_SYSTEM, FORMAT_PRESSURE, 0},
	[SOURCE_CG_CURRENT] = {"memory.current", SCOPE_GROUP, FORMAT_NUMBER, 2},
	[SOURCE_CG_PEAK] = {"memory.peak", SCOPE_GROUP, FORMAT_NUMBER, 2},
	[SOURCE_CG_MAX] = {"memory.max", SCOPE_GROUP, FORMAT_NUMBER, 2},
	[SOURCE_CG_HIGH] = {"memory.high", SCOPE_GROUP, FORMAT_NUMBER, 2},
	[SOURCE_CG_SWAP_CURRENT] = {"memory.swap.current", SCOPE_GROUP, FORMAT_NUMBER, 2},
	[SOURCE_CG_STAT] = {"memory.stat", SCOPE_GROUP, FORMAT_KEYED, 2},
	[SOURCE_CG_EVENTS] = {"memory.events", SCOPE_GROUP, FORMAT_KEYED, 2},
	[SOURCE_CG_PRESSURE] = {"memory.pressure", SCOPE_GROUP, FORMAT_PRESSURE, 2},
	[SOURCE_CG1_USAGE] = {"memory.usage_in_bytes", SCOPE_GROUP, FORMAT_NUMBER, 1},
	[SOURCE_CG1_MAX_USAGE] = {"memory.max_usage_in_bytes", SCOPE_GROUP, FORMAT_NUMBER, 1},
	[SOURCE_CG1_LIMIT] = {"memory.limit_in_bytes", SCOPE_GROUP, FORMAT_NUMBER, 1},
	[SOURCE_CG1_MEMSW] = {"memory.memsw.usage_in_bytes", SCOPE_GROUP, FORMAT_NUMBER, 1},
	[SOURCE_CG1_STAT] = {"memory.stat", SCOPE_GROUP, FORMAT_KEYED, 1},
	[SOURCE_CG1_OOM_CONTROL] = {"memory.oom_control", SCOPE_GROUP, FORMAT_KEYED, 1},
	[SOURCE_CG1_FAILCNT] = {"memory.failcnt", SCOPE_GROUP, FORMAT_NUMBER, 1},
	[SOURCE_CG1_MEMSW_LIMIT] = {"memory.memsw.limit_in_bytes", SCOPE_GROUP, FORMAT_NUMBER, 1},
	[SOURCE_CG1_KMEM] = {"memory.kmem.usage_in_bytes", SCOPE_GROUP, FORMAT_NUMBER, 1},
};

enum scope metric_scope(const struct metric *m)
{
	return sources[m->at.source].scope;
}

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), e = strlen(ending);

	return n >= e && strcmp(name + n - e, ending) == 0;
}

const char *metric_unit(const struct metric *m)
{
	static const char *const units[][2] = {
		{"_kib", "KiB"}, {"_bytes", "bytes"}, {"_us_total", "us"},
		{"_ns", "ns"},	 {"_pages", "pages"},
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ends_with(m->column, units[i][0]))
			return units[i][1];
	return "count";
}

int metric_find(const char *column)
{
	for (size_t i = 0; i < metric_count; i++)
		if (strcmp(metrics[i].column, column) == 0)
			return (int)i;
	return -1;
}

size_t metric_own_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < metric_count; i++)
		n += (metrics[i].flags & METRIC_OWN) != 0;
	return n;
}
