/* SPDX-License-Identifier: MIT */
/* tool: a program of somebody else's, started without a shell, timed from start to end. */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* A lap of a contest; self is its argv. It must end with 0 and print something. */
double tool_lap(void *self);

/* A Python that stays: it imports psutil once and is timed from inside. */
struct python {
	pid_t pid;
	FILE *ask, *answer;
};

/* False when there is none with psutil. */
bool python_open(struct python *p, pid_t observed);
void python_close(struct python *p);

/* A lap of a contest; self is the python. */
double python_lap(void *self);

#endif
