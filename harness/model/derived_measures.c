/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "model/derived_measures.h"

const struct own_measure own_measures[OWNS] = {
	[OWN_TOUCHED] = {"touched_pages", "pages", true},
	[OWN_TOUCHED_AT_DEATH] = {"touched_at_death_pages", "pages", true},
	[OWN_STARTUP] = {"startup_pages", "pages", true},
	[OWN_KERNEL] = {"kernel_pages", "pages", true},
	[OWN_FILE] = {"file_pages", "pages", true},
	[OWN_ACCOUNTED] = {"accounted_pages", "pages", true},
	[OWN_LIMIT] = {"limit_pages", "pages", true},
	[OWN_UNASSIGNED] = {"unassigned_pages", "pages", true},
	[OWN_OOM_EVENT] = {"oom_event_ns", "ns", true},
	[OWN_LAST_GROWTH] = {"last_growth_ns", "ns", true},
	[OWN_GONE] = {"gone_ns", "ns", true},
	[OWN_REAPED] = {"reaped_ns", "ns", true},
	[OWN_SLOPE] = {"slope_kib_per_s", "KiB/s", false},
	[OWN_R2] = {"r2_permille", "permille", false},
	[OWN_PREDICTED_DEATH] = {"predicted_death_ms", "ms", false},
	[OWN_OBSERVED_DEATH] = {"observed_death_ms", "ms", false},
	[OWN_DEATH_ERROR] = {"death_error_permille", "permille", false},
	[OWN_LEFT] = {"left_kib", "KiB", false},
	[OWN_LEFT_ANON] = {"left_anon_kib", "KiB", false},
	[OWN_OUTSIDE_OOMS] = {"outside_ooms", "times", false},
	[OWN_LOGGED_KILLS] = {"logged_kills", "lines", false},
};

bool own_is(const char *name)
{
	for (size_t i = 0; i < OWNS; i++)
		if (strcmp(own_measures[i].name, name) == 0)
			return true;
	return false;
}
