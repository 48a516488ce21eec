/* SPDX-License-Identifier: MIT */
/* run: one run of one lab, from its folder of results to its exit code. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "cgroup/cap.h"
#include "cgroup/cap_hits.h"
#include "model/derived_measures.h"
#include "model/forecast.h"
#include "model/observations.h"
#include "model/session.h"
#include "record/run_writer.h"

/* --cap: where a lab with limits gets its group. */
enum cap_choice { CHOOSE_AUTO, CHOOSE_CGROUP, CHOOSE_SYSTEMD, CHOOSE_VM, CHOOSE_NONE };

struct run_options {
	enum cap_choice cap;
	const char *root;	       /* the folder with labs/ and build/ */
	const char *results;	       /* the folder for results */
	struct value size;	       /* bytes; unknown: the lab's own */
	struct value limit;	       /* bytes; unknown: lab.conf's memory.max */
	const char *seed;	       /* or NULL */
	const struct cap_tries *tries; /* what was tried already to have a group */
	int runs;
	int sample_hz; /* −1: as lab.conf says */
	bool predict;
	struct session_options show;
	int lab_cpu, own_cpu; /* −1: not pinned */
};

/* A run while it goes on: what is shown of it, and what is live. */
struct run {
	struct session session;
	const struct run_options *options;
	struct cap cap; /* lock −1: none */
	int oom_watch;
	struct forecast forecast; /* of the step that runs */
	struct record record;
	struct scene scene;
	bool scene_is_open;
	struct cap_hits hits; /* when the step began */
	int64_t start_ns;
	bool has_before, has_after; /* the edges of the step that have been seen */
	struct messages pending;    /* expectations of the next step */
	struct messages regions;
	struct value usual, unit;    /* the size unasked, and in whole ones of so many bytes */
	char skip_reason[WIRE_TEXT]; /* of the whole lab */
	uint64_t late_ticks;
	struct outcome wanted; /* by run_end */
};

/* Runs the lab once. whole: print the whole ledger, else one line. Returns an exit code. */
int run_once(const struct run_options *options, const struct labconf *conf, bool whole);

/*
 * Ends the run on purpose, with what stands in run->problem: -ECANCELED, for a callback of drive to
 * return.
 */
int run_end(struct run *run, const char *word, int exit_code);

/* What the lab measured, or the harness for it: into measures.csv and the step's account. */
int run_take_measure(struct run *run, const struct message *m);

/* The same, for what the harness measured itself. */
int run_take_own(struct run *run, enum own own, double value);

/* run_predict.c: what became of the guesses of the step whose account is settled. 0 or -errno. */
int run_settle_guesses(struct run *run);

/* outcome.c: judges how the drive ended; fills run->problem where something went wrong. */
struct drive;
struct outcome run_outcome(struct run *run, const struct drive *drive, int drive_end);

/* outcome.c: what run.json holds. */
void run_json(const struct run *run, const struct drive *drive, struct outcome outcome,
	      struct json *j);

#endif
