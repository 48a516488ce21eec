/* SPDX-License-Identifier: MIT */
/*
 * vm_guest: the throw-away virtual machine of scripts/vm, seen from inside. Only what started the
 * kernel can say so, on its command line: no environment variable can.
 */
#ifndef KERNEL_VM_GUEST_H
#define KERNEL_VM_GUEST_H

#include <stdbool.h>

#include "kernel/roots.h"

/* True in that machine: what happens to the rest of it matters to nobody. */
bool guest_is_here(const struct roots *roots);

/* Pure: the same from the text of /proc/cmdline. */
bool guest_parse(const char *cmdline);

#endif
