/* SPDX-License-Identifier: MIT */
/* What the parts of cap share. */
#ifndef CGROUP_CAP_INTERNAL_H
#define CGROUP_CAP_INTERNAL_H

#include <stdint.h>
#include <sys/types.h>

#include "cgroup/cap.h"

/* The name of a group of ours: pagelab-UID-PID-START-N. */
#define CAP_PREFIX "pagelab-"

/* Clock ticks since boot at which the process started; −1: there is no such process. */
int64_t cap_start_of(const struct roots *roots, pid_t pid);

#endif
