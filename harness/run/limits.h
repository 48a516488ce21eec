/* SPDX-License-Identifier: MIT */
/* limits: whether the shell that started us lets a program have what a run needs. */
#ifndef RUN_LIMITS_H
#define RUN_LIMITS_H

#include <stdbool.h>

/* The same of the stack, for every command: main asks before anything with large texts on its stack. */
bool limits_stack_suffices(void);

/* False, and why, where a run would break off in the middle. who: the lab, for the message. quiet: only that. */
bool limits_suffice(const char *who, bool quiet);

#endif
