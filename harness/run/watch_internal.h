/* SPDX-License-Identifier: MIT */
/* What the parts of watch share. */
#ifndef RUN_WATCH_INTERNAL_H
#define RUN_WATCH_INTERNAL_H

#include <sys/resource.h>

#include "record/run_writer.h"
#include "run/drive.h"
#include "run/watch.h"

struct watch {
	const struct run_options *options;
	struct record record;
	struct sampler sampler;
	pid_t pid;
	int64_t start_ns, end_ns;
	struct rusage *before; /* shared with the child: what it had used just before execve(2) */
	struct rusage usage;   /* of the program and of the children that it waited for */
	bool has_usage;
	struct value minflt; /* of the program alone, at its end */
	struct sample first, last;
	int64_t first_ns, last_ns;
	uint64_t samples, late_ticks;
	bool is_recorded; /* the record is open */
	int signals;
};

extern const char watch_lab[];
extern const struct moment watch_moment;

/*
 * watch_record.c: the program as a run of one step: its edges and its ledger. Of the faults, which
 * the kernel counts, before is what it had when it was executed, and after all that it ever had; of
 * the memory before and after are the first and the last sample. edge: how it ended. 0 or -errno.
 */
int watch_record_edges(struct watch *w, const char *edge);

/* watch_record.c: run.json. 0 or -errno. */
int watch_record_json(struct watch *w, char **argv, int sample_hz, int code);

/* watch_record.c: what was seen, in a line on stderr; run: the folder's name. */
void watch_print(const struct watch *w, const char *run);

#endif
