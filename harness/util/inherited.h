/* SPDX-License-Identifier: MIT */
/*
 * inherited: what whoever started this program has handed down to it: descriptors, signals, limits,
 * personality and the like. What matters is set, what was found is kept: a program of the suite
 * gets what is usual, a program of the user's own exactly what was handed to us.
 */
#ifndef UTIL_INHERITED_H
#define UTIL_INHERITED_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first line of main. */
void inherited_replace(void);

/* Only the signals of it, for a lab that was started by hand: no memory of this process moves. */
void inherited_replace_signals(void);

/* In a child, before exec, after inherited_replace in its parent. */
void inherited_set_usual(void); /* for labs, scripts and tools of the suite */
void inherited_hand_on(void);	/* for a program of the user's own */

/* Whether 0, 1 or 2 was closed: it is held open now, so that no file gets its number. */
bool inherited_closed(int fd);

/* How many files this process may have open. */
int64_t inherited_files_max(void);

/*
 * The signals by which this process is asked to end, whoever sends them: all that end a process,
 * without those of its own faults, and without SIGHUP where nohup(1) has it ignored.
 */
void inherited_interrupts(sigset_t *set);

/* What was found and is not usual, and what stays as it is: a name and a number each. */
void inherited_each(void (*take)(void *self, const char *name, int64_t value), void *self);

#endif
