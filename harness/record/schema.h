/* SPDX-License-Identifier: MIT */
/*
 * schema: which columns each CSV file of a run has, and what they mean. Headers, datapackage.json
 * and the checks come from here; the columns of the kernel come from metrics.h.
 */
#ifndef RECORD_SCHEMA_H
#define RECORD_SCHEMA_H

#include <stddef.h>

enum { SCHEMA_VERSION = 1 };

enum file {
	FILE_SNAPSHOTS,
	FILE_STEPS,
	FILE_SAMPLES,
	FILE_MEASURES,
	FILE_PAGES,
	FILE_PREDICTIONS,
	FILES
};

/* The file's name in the run's folder. */
const char *schema_file(enum file file);

/* Its header, "a,b,c". Returns out. */
const char *schema_header(enum file file, char *out, size_t room);

/*
 * Writes datapackage.json (Frictionless Data Package) into the folder, of the files that are there:
 * predictions.csv need not be. 0 or -errno.
 */
int schema_write(int folder, const char *lab, const char *run_id);

#endif
