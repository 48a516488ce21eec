/* SPDX-License-Identifier: MIT */
/* run: one run of one lab, from its folder of results to its exit code. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "cgroup/cap.h"
#include "kernel/env.h"
#include "lab/labconf.h"
#include "model/autopsy.h"
#include "model/derived_measures.h"
#include "model/forecast.h"
#include "model/ledger.h"
#include "model/observations.h"
#include "model/pagemap.h"
#include "record/run_writer.h"

/* pagelab's exit codes: sysexits.h where it has a word for it. */
enum {
	EXIT_AS_EXPECTED = 0,
	EXIT_NOT_AS_EXPECTED = 1,
	EXIT_BAD_USAGE = 64,
	EXIT_MISSING = 69,
	EXIT_CANNOT_CREATE = 73,
	EXIT_CANNOT_WRITE = 74,
	EXIT_BUSY = 75,
	EXIT_NOT_POSSIBLE = 77,
	EXIT_INTERRUPTED = 130
};

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
	bool pause, predict, map, quiet, verbose, color, json;
	int lab_cpu, own_cpu; /* −1: not pinned */
};

/* How the verdicts of a run are spread; the empty step is not counted. */
struct tally {
	size_t expected, hold, explained, deviate, unknown;
};

/* One point of the picture: what was promised and what was there after a step. */
struct point {
	char step[WIRE_NAME];
	struct value vm_size_kib, vm_rss_kib;
};

struct messages {
	struct message *m;
	size_t count, room;
};

/* 0 or -ENOMEM. */
int messages_add(struct messages *list, const struct message *m);

/* The same for a measure: of a name only the last value counts, but for the points of a curve. */
int messages_keep(struct messages *measured, const struct message *m);

struct points {
	struct point *p;
	size_t count, room;
};

/* What became of a run. */
struct outcome {
	const char *word; /* for run.json: holds, deviates, skipped, crashed, hung, … */
	int exit_code;
};

/* What happened: for run.json, which is English, and for people. Empty: nothing. */
struct reason {
	char english[320], shown[480];
};

/* A run while it goes on, or a recorded one while it is played again. */
struct run {
	const char *recording; /* the folder that is played; NULL: the run is live */
	const struct run_options *options;
	const struct labconf *conf;
	struct env env;
	struct cap cap;		/* lock −1: none */
	struct autopsy autopsy; /* of a lab that ends by OOM */
	int oom_watch;
	struct forecast forecast; /* of the step that runs */
	struct record record;
	struct scene scene;
	bool scene_is_open;
	int64_t start_ns;
	bool whole;		  /* print the whole ledger */
	bool has_head, has_title; /* what is printed already */
	size_t skips_shown;
	bool died_inside; /* a step */
	/* the step that runs, or ran last */
	char step[64];
	struct moment at; /* its step is the one above */
	bool has_before, has_after;
	struct shot before, after;
	struct shot start;	  /* after the empty step */
	struct messages pending;  /* expectations of the next step */
	struct messages expected; /* of this one */
	struct messages measured; /* in this one: the last value of each name, or its curve */
	struct ledger ledger;
	/* what is known about the run */
	struct value size;	  /* as the lab said */
	struct value usual, unit; /* unasked, and in whole ones of so many bytes */
	struct messages regions;
	struct map_edge map_before, map_after; /* their pages, for --map */
	char mapping[48];		       /* the first region's, as pmap shows it */
	struct messages skips;		       /* steps left out */
	char skip_reason[WIRE_TEXT];	       /* of the whole lab */
	struct guess guess[PREDICT_MOST];      /* of this step */
	size_t guesses;
	size_t guesses_asked, guesses_made; /* of the run */
	struct points points;
	struct tally tally;
	struct reason first_wrong; /* the first row that differs and is not explained */
	size_t null_moved;	   /* own columns that the empty step moved */
	size_t null_watched;	   /* of so many */
	uint64_t late_ticks;
	struct reason problem; /* what ended the run */
	struct outcome wanted; /* by run_end */
};

/* Runs the lab once. whole: print the whole ledger, else one line. Returns an exit code. */
int run_once(const struct run_options *options, const struct labconf *conf, bool whole);

/* outcome.c: fills both. how is marked by N_(), or is "%s" of such a text; a reason that is there
 * stays. */
__attribute__((format(printf, 2, 3))) void reason_say(struct reason *reason, const char *how, ...);

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
