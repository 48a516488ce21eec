/* SPDX-License-Identifier: MIT */
/*
 * oom_settings: settings of the machine by which an OOM kill is more than the kill of one process
 * in one group. Sources: admin-guide/sysctl/vm.rst; mm/oom_kill.c, check_panic_on_oom.
 */
#ifndef KERNEL_OOM_SETTINGS_H
#define KERNEL_OOM_SETTINGS_H

#include "kernel/group.h"
#include "kernel/roots.h"
#include "util/value.h"

struct oom_settings {
	/* 1: the kernel panics when the machine runs out; 2: also when a group does */
	struct value panic;
	int panic_error; /* -errno: why it is unknown */
	/* not 0: when the machine runs out, whoever asks dies. A group's OOM does not look at it */
	struct value kills_asking;
};

void oom_settings_read(struct oom_settings *s, const struct roots *roots);

/*
 * The nearest group from here up that systemd-oomd kills in, when it runs: the units' settings
 * ManagedOOMSwap=kill and ManagedOOMMemoryPressure=kill. What oomd was told by the bus alone is not
 * seen. False when there is none. Sources: systemd-oomd.service(8), systemd.resource-control(5).
 */
bool oomd_watches(const struct roots *roots, const struct group *group, char unit[NAME_MAX + 1]);

bool oomd_runs(const struct roots *roots);

/* Pure: what the text of a unit or a drop-in says last: 1 kill, 0 auto, −1 nothing. */
int oomd_parse(const char *text);

#endif
