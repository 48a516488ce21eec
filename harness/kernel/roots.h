/* SPDX-License-Identifier: MIT */
/* roots: where the kernel's files are, so that a recorded tree can stand in for the kernel. */
#ifndef KERNEL_ROOTS_H
#define KERNEL_ROOTS_H

struct roots {
	const char *proc;   /* "/proc" */
	const char *sys;    /* "/sys" */
	const char *prefix; /* before a cgroup's mount point: "" */
};

static const struct roots system_roots = {"/proc", "/sys", ""};

#endif
