/* SPDX-License-Identifier: MIT */
/* env: the machine that a run ran on, for run.json and the first lines of the ledger. */
#ifndef KERNEL_ENV_H
#define KERNEL_ENV_H

#include "kernel/roots.h"
#include "util/json.h"
#include "util/value.h"

struct env {
	char kernel[96];  /* "6.18.44-…" */
	char machine[32]; /* "x86_64" */
	char host[65];
	char distribution[96]; /* PRETTY_NAME of os-release */
	char cpu[128];
	char thp[16]; /* "always", "madvise" or "never"; "" when there are none */
	char libc[64], compiler[96];
	struct value overcommit, ram_kib, swap_kib, cpus;
	long page_size;
	bool is_guest;	    /* the throw-away virtual machine */
	int cgroup_version; /* of the memory controller; 0: none */
};

void env_read(struct env *e, const struct roots *roots);

/* The "environment" object of run.json. */
void env_json(const struct env *e, struct json *j);

#endif
