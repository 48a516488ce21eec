/* SPDX-License-Identifier: MIT */
/* bench: what the groups of rows share. */
#ifndef BENCH_H
#define BENCH_H

#include <limits.h>

#include "table.h"

struct bench {
	char scratch[PATH_MAX];
	char build[PATH_MAX]; /* the folder of this program */
	int lab_cpu, own_cpu; /* -1: not pinned */
	size_t rounds;	      /* --rounds: at most so many of each; 0: as many as a verdict needs */
	struct table table;
};

/* So many rounds, or as few as were asked for. */
size_t bench_rounds(const struct bench *b, size_t full);

/* Each measures one promise of DESIGN section 8 and adds its rows. */
void bench_step(struct bench *b);   /* one snapshot, and its CSV rows */
void bench_unseen(struct bench *b); /* what an empty step moves */
void bench_series(struct bench *b); /* the time series, at 1 and at 10 kHz */
void bench_crowd(struct bench *b);  /* many processes */
void bench_tools(struct bench *b);  /* what people use */

/* bench --touch CPU ROUNDS FD: the process that bench_series samples. */
int touch_main(char **argv);

#endif
