/* SPDX-License-Identifier: MIT */
/*
 * parse: the kernel's text to values. Pure: touches no file. A key counts only at the start of a
 * line; a number counts only when it is whole and fits; everything else stays unknown.
 */
#ifndef KERNEL_PARSE_H
#define KERNEL_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/metrics.h"
#include "util/number.h"
#include "util/value.h"

/*
 * Which metrics a keyed text gave last time, in the order of its lines. Texts of one file keep
 * their lines, so the next one is read by checking instead of searching. All zero at first.
 */
struct learned {
	size_t lines; /* in the text that taught this */
	size_t count;
	struct {
		unsigned char metric;
		unsigned char key_len;
		unsigned short line;
	} key[METRICS_MAX];
};

/*
 * Reads text[0…len) of one source into values[metric]. Only metrics of that source are set; those
 * whose key is missing or malformed become unknown.
 */
void parse_source(enum source source, const char *text, size_t len, struct learned *learned,
		  struct value *values);

/* proc_pid_stat(5): what decides what happens next. Strings end in NUL. */
struct stat_line {
	int64_t pid;
	char comm[64];
	char state;
	int64_t ppid;
	int64_t start_ticks; /* since boot, in clock ticks */
};

/* False when the text is not a whole stat line. */
bool parse_stat(const char *text, size_t len, struct stat_line *out);

/* proc_pid_statm(5), in pages. */
struct statm_line {
	struct value size;
	struct value resident;
};

void parse_statm(const char *text, size_t len, struct statm_line *out);

/* The next blank-separated number list, as cgroup.procs and task/PID/children hold: pids. */
size_t parse_pids(const char *text, size_t len, int *pids, size_t room);

#endif
