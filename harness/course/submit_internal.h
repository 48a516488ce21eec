/* SPDX-License-Identifier: MIT */
/* What the parts of submit share. */
#ifndef COURSE_SUBMIT_INTERNAL_H
#define COURSE_SUBMIT_INTERNAL_H

#include <limits.h>

#include "course/submit.h"
#include "record/run_reader.h"

struct submission {
	const struct submit_options *options;
	struct submit_counts *counts;
	char name[80];		  /* the seed, as a file's name */
	char temporary[PATH_MAX]; /* a folder of our own, "" when there is none */
	int held;		  /* open on it, with a lock: it is no remains of a killed one */
	char stage[PATH_MAX];	  /* NAME in it */
	char **folders;		  /* of the runs that are taken */
	size_t count;
	char *archive, *problem;
	size_t room; /* of both */
	int error;   /* the first -errno, and problem with it */
};

/* Keeps the first error: "what: why". Returns it. */
int submit_fail(struct submission *s, int error, const char *what);

/*
 * submit_file.c: copies a file that is open into a new one, no more than so many MiB. in may be an error, which is
 * returned then. 0 or -errno.
 */
int submit_put(int in, const char *as, int most_mib);

/* submit_stage.c: makes the folder that becomes the archive; removes it, and all in it. */
int submit_stage(struct submission *s);
void submit_unstage(struct submission *s);

/*
 * submit_run.c: makes the folder staged, with the files of the run in that folder. 0 or -errno. Of what
 * lies there only the files that a run has go in: a link may lead anywhere.
 */
int submit_stage_run(int folder, const char *staged);

/* The first file of a run that is there and is no ordinary one, or NULL. */
const char *submit_foreign_file(int folder);

/* submit_run.c: why seed_of_run has no numbers to hold against those of the run. */
void submit_say_untold(const struct submission *s, const struct recorded *run, char *why, size_t room);

/* submit_answers.c: puts the student's own file in, if there is one. */
int submit_add_answers(struct submission *s);

/* submit_archive.c: what is staged becomes the archive. */
int submit_pack(struct submission *s);

#endif
