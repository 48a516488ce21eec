/* SPDX-License-Identifier: MIT */
/* What the parts of cgroup_diagnose share. */
#ifndef CGROUP_CGROUP_DIAGNOSE_INTERNAL_H
#define CGROUP_CGROUP_DIAGNOSE_INTERNAL_H

#include "cgroup/cgroup_diagnose.h"

/* cgroup_diagnose_controller.c */
bool room_has_controller(const struct group *group);
enum room_cause room_why_no_controller(const struct roots *roots, const struct group *group);

#endif
