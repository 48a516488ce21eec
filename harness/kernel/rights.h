/* SPDX-License-Identifier: MIT */
/*
 * rights: whether this process is root by the kernel's own word: not by a library that says so
 * (fakeroot), and not of a user namespace only (unshare -r, a rootless container), in which uid 0
 * owns nothing of the machine. Source: user_namespaces(7).
 */
#ifndef KERNEL_RIGHTS_H
#define KERNEL_RIGHTS_H

#include <stdbool.h>

#include "kernel/roots.h"

enum rights {
	RIGHTS_USER,
	RIGHTS_FAKED,	  /* a library says uid 0, the kernel does not */
	RIGHTS_NAMESPACE, /* uid 0 of a user namespace */
	RIGHTS_ROOT
};

/* Of the calling process. */
enum rights rights_of_self(const struct roots *roots);

/* Pure: true for the map of the first user namespace, in which each uid is itself. */
bool rights_is_first_map(const char *uid_map);

#endif
