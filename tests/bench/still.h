/* SPDX-License-Identifier: MIT */
/* still: processes that do nothing, to be looked at. They die with us. */
#ifndef STILL_H
#define STILL_H

#include <stddef.h>
#include <sys/types.h>

/* Forks that many, each with so many bytes resident, pinned to a CPU (-1: not). 0 or -errno. */
int still_start(pid_t *pid, size_t count, size_t bytes, int cpu);
void still_end(const pid_t *pid, size_t count);

/* Pins this process; -1: leaves it as it is. */
void pin(int cpu);

#endif
