/* SPDX-License-Identifier: MIT */
/*
 * collect: the runs of many students in one table and one database. Only what check believes is
 * taken, and a run is taken whole or not at all.
 */
#ifndef COURSE_COLLECT_H
#define COURSE_COLLECT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/names.h"

struct collect_options {
	const char *out;	    /* the folder that the files go to; made if need be */
	const struct names *roster; /* who should be there, or NULL */
	const char *root;	    /* the folder with labs/ and build/ */
	bool anonymous;		    /* no name of a person or a host goes into the files */
};

struct collect_counts {
	size_t runs, labs, left_out;
	size_t students, hosts; /* who made them: by their seed, or by the host where none was said
				 */
	bool database;		/* all.sqlite and class.md were written too */
};

/*
 * Looks for runs in these folders and all below; the examples of root/results/sample, wherever a
 * copy of them is, only if that folder is one of these. Writes all.csv, all.sqlite and class.md.
 * What is left out is named on stderr. 0; -errno with problem filled when the files cannot be
 * written (then none is left); -EINTR when a signal came. Nothing is written when no run is taken.
 */
int collect(const struct collect_options *options, char *const *folders,
	    struct collect_counts *counts, char *problem, size_t room);

#endif
