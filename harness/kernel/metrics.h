/* SPDX-License-Identifier: MIT */
/*
 * metrics: the one table of everything that is read from the kernel. CSV headers, the data
 * dictionary, `pagelab fields`, the parser's keys and the checks all come from it.
 */
#ifndef KERNEL_METRICS_H
#define KERNEL_METRICS_H

#include <stdbool.h>
#include <stddef.h>

/* A text of the kernel. Those of a group exist for cgroup v2 or v1. */
enum source {
	SOURCE_NONE,
	SOURCE_STATUS,
	SOURCE_STAT,
	SOURCE_ROLLUP,
	SOURCE_OOM_SCORE,
	SOURCE_OOM_SCORE_ADJ,
	SOURCE_MEMINFO,
	SOURCE_VMSTAT,
	SOURCE_PRESSURE,
	SOURCE_CG_CURRENT,
	SOURCE_CG_PEAK,
	SOURCE_CG_MAX,
	SOURCE_CG_HIGH,
	SOURCE_CG_SWAP_CURRENT,
	SOURCE_CG_STAT,
	SOURCE_CG_EVENTS,
	SOURCE_CG_PRESSURE,
	SOURCE_CG1_USAGE,
	SOURCE_CG1_MAX_USAGE,
	SOURCE_CG1_LIMIT,
	SOURCE_CG1_MEMSW,
	SOURCE_CG1_STAT,
	SOURCE_CG1_OOM_CONTROL,
	SOURCE_CG1_FAILCNT,
	SOURCE_CG1_MEMSW_LIMIT, /* behind the one above: tells whether that one counts */
	SOURCE_CG1_KMEM,
	SOURCES
};

/* Whose text it is: one row of snapshots.csv holds the columns of one scope. */
enum scope { SCOPE_PROCESS, SCOPE_SYSTEM, SCOPE_GROUP };

enum format {
	FORMAT_KEYED,	/* "Key:   123 kB" or "key 123", a line each */
	FORMAT_FIELDS,	/* numbered words on one line, as in proc_pid_stat(5) */
	FORMAT_NUMBER,	/* one number */
	FORMAT_PRESSURE /* "some avg10=… total=123" */
};

struct source_info {
	const char *path; /* below /proc/PID, /proc, or the group's folder */
	enum scope scope;
	enum format format;
	int cgroup_version; /* 1 or 2; 0 where it does not matter */
};

enum metric_flag {
	METRIC_COUNTER = 1, /* only rises; else a gauge */
	METRIC_OWN = 2,	    /* moved by the process itself alone: an empty step must not move it */
	METRIC_PAGES = 4,   /* a whole number of pages */
	METRIC_ALARM = 8    /* shown when it moves, expected or not: it would explain the rest */
};

struct place {
	enum source source;
	const char *key; /* the kernel's name, in a FORMAT_KEYED or FORMAT_PRESSURE text */
	int field;	 /* the number, in a FORMAT_FIELDS text, counted from 1 */
};

struct metric {
	const char *column;  /* the name in every CSV, unit last */
	const char *word;    /* the plain word, or NULL */
	const char *shown;   /* the kernel's name as the screen shows it */
	struct place at;     /* where it stands; for a group: on v2 */
	struct place at_v1;  /* for a group: on v1 */
	unsigned flags;	     /* of enum metric_flag */
	const char *meaning; /* one sentence */
};

extern const struct metric metrics[];
extern const size_t metric_count;
extern const struct source_info sources[SOURCES];

/* Room for one value per metric. */
#define METRICS_MAX 128

enum scope metric_scope(const struct metric *m);

/* The unit in a column's name: "KiB", "bytes", "us", "ns", "pages", or "count". */
const char *metric_unit(const struct metric *m);

/* The index of a column, or −1. */
int metric_find(const char *column);

/* A process's columns that an empty step must not move. */
size_t metric_own_count(void);

#endif
