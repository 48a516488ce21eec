/* SPDX-License-Identifier: MIT */
/*
 * sample: the time series of one process: the cheap columns only, statm, stat and the group's
 * usage. Files stay open; nothing here walks pages.
 */
#ifndef KERNEL_SAMPLE_H
#define KERNEL_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/group.h"
#include "kernel/parse.h"
#include "kernel/roots.h"
#include "util/file.h"
#include "util/value.h"

struct sample {
	struct value vm_size_kib, vm_rss_kib, minflt, majflt, cg_current_bytes, cg_kernel_bytes,
		cg_file_bytes, cg_anon_bytes;
};

/* The columns of a sample, as metrics; the order of samples.csv. */
enum { SAMPLE_COLUMNS = 8 };
extern const char *const sample_columns[SAMPLE_COLUMNS];

struct sampler {
	int statm, stat, usage; /* −1: not there */
	int kernel, group_stat; /* of a capped process; v2 has both in one */
	int cgroup_version;
	struct learned learned; /* of memory.stat */
	int64_t page_kib;
	struct text text;
	int error; /* the first -errno of a text, or 0: a sample is not there, or not whole */
};

/*
 * group may be NULL. capped: it is the process's own, so that its kernel memory is worth a look at
 * each sample. 0 or -errno when the process cannot be read at all.
 */
int sampler_open(struct sampler *s, const struct roots *roots, pid_t pid, const struct group *group,
		 bool capped);
void sampler_close(struct sampler *s);

/* False when there is nothing to tell: the process has given up its memory. */
bool sampler_read(struct sampler *s, struct sample *out);

/* The values in the order of sample_columns. */
void sample_values(const struct sample *s, struct value out[SAMPLE_COLUMNS]);

#endif
