/* SPDX-License-Identifier: MIT */
/* What the parts of doctor share: the looks of its table, one thing each. */
#ifndef DOCTOR_DOCTOR_INTERNAL_H
#define DOCTOR_DOCTOR_INTERNAL_H

#include "doctor/doctor.h"

/* doctor_memory.c: groups and memory */
void look_group(const struct doctor *d, struct finding *f);
void look_group_swap(const struct doctor *d, struct finding *f);
void look_swap(const struct doctor *d, struct finding *f);
void look_overcommit(const struct doctor *d, struct finding *f);
void look_huge_pages(const struct doctor *d, struct finding *f);
void look_available(const struct doctor *d, struct finding *f);

/* doctor_kernel.c: what the kernel tells */
void look_wsl(const struct doctor *d, struct finding *f);
void look_kernel_log(const struct doctor *d, struct finding *f);
void look_smaps_rollup(const struct doctor *d, struct finding *f);
void look_pagemap_scan(const struct doctor *d, struct finding *f);
void look_children(const struct doctor *d, struct finding *f);
void look_pressure(const struct doctor *d, struct finding *f);

/* doctor_proc.c: whether /proc is whole, and the kernel's own */
void look_proc(const struct doctor *d, struct finding *f);
bool look_is_gvisor(const struct doctor *d);
void look_meminfo(const struct doctor *d, struct finding *f);
void look_zoneinfo(const struct doctor *d, struct finding *f);
void look_slabinfo(const struct doctor *d, struct finding *f);

/* doctor_oom.c: what an OOM does here, and how large a room may be */
void look_panic(const struct doctor *d, struct finding *f);
void look_oomd(const struct doctor *d, struct finding *f);
void look_promise(const struct doctor *d, struct finding *f);

/* doctor_install.c: who asks, and what is installed */
void look_root(const struct doctor *d, struct finding *f);
void look_results(const struct doctor *d, struct finding *f);
void look_machine(const struct doctor *d, struct finding *f);
void look_libcgroup(const struct doctor *d, struct finding *f);
void look_tools(const struct doctor *d, struct finding *f);

/* doctor_finding.c: sets status and the value, as printf does; cut to DOCTOR_VALUE. */
__attribute__((format(printf, 3, 4))) void found(struct finding *f, enum doctor_status status,
						 const char *how, ...);

#endif
