/* SPDX-License-Identifier: MIT */
/*
 * submit: what a student hands in as one archive: the newest run of each lab with that seed, each
 * checked first, and the report of them. `pagelab collect` takes the unpacked archives as they are.
 */
#ifndef COURSE_SUBMIT_H
#define COURSE_SUBMIT_H

#include <stddef.h>

#include "report/report.h"

/* How the names of folders begin in which an archive is made. */
#define SUBMIT_PREFIX ".submit-"

struct submit_options {
	const char *root;    /* the folder with labs/ and build/ */
	const char *results; /* the folder with LAB/RUN_ID */
	const char *seed;    /* the student's */
	const char *answers; /* a file of the student's own that goes in too, or NULL */
};

/*
 * Whether that file may go in: an ordinary file that can be read, of at most 64 MiB. 0; -ENOENT: it
 * is not there; else -EINVAL; then why says what is wrong.
 */
int submit_answers_fit(const char *path, char *why, size_t room);

struct submit_counts {
	size_t labs, left_out;
	size_t guesses_asked, guesses_made;
	struct report_lack lack;
};

/*
 * Writes results/submit-SEED.tar.gz, or with a number behind it where SEED has other characters,
 * whole or not at all, its path into archive (room bytes). Runs that are left out are named on
 * stderr with the reason. 0, also when no run was found (labs 0, nothing written); -ENOENT: tar is
 * missing; another -errno; then problem says what failed.
 */
int submit(const struct submit_options *options, struct submit_counts *counts, char *archive,
	   char *problem, size_t room);

/* Removes what a submit that was killed left in that folder. Returns how many folders. */
size_t submit_sweep(const char *results);

#endif
