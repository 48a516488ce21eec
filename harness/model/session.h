/* SPDX-License-Identifier: MIT */
/*
 * session: what is shown of one run, live or recorded: the machine, the step with its ledger, and
 * the sums so far. The screen takes nothing else; run fills it while a lab runs, replay from files.
 */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/env.h"
#include "lab/labconf.h"
#include "lab/protocol.h"
#include "model/autopsy.h"
#include "model/kill_proof.h"
#include "model/ledger.h"
#include "model/observations.h"
#include "model/pagemap.h"
#include "model/predict.h"

/* What of it is wanted on the screen. */
struct session_options {
	bool pause, map, quiet, verbose, color, json;
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

/* The memory-limited group of the lab. */
struct session_group {
	bool is_there;
	int version;		  /* of the cgroup hierarchy */
	const char *how;	  /* who made it: "libcgroup" or "raw" */
	const char *where;	  /* whose part of the tree it is in, as in struct cap; or NULL */
	bool swaps;		  /* lab.conf lets it: else what does not fit kills */
	struct value limit_bytes; /* as read back */
	bool has_oomd;		  /* systemd-oomd kills in the unit above it */
	char oomd_unit[NAME_MAX + 1];
};

struct session {
	const struct session_options *options;
	const struct labconf *conf;
	struct env env;
	struct session_group group;
	const char *recording; /* the folder that is played; NULL: the run is live */
	const char *results;   /* the folder of the lab's results; NULL: a recording */
	const char *run_id;
	bool no_latest;		  /* that folder has no link to this run: it is found by its id */
	bool whole;		  /* print the whole ledger */
	bool has_seed;		  /* the student's own numbers were asked for */
	bool has_head, has_title; /* what is printed already */
	size_t skips_shown;
	/* what is known about the run */
	struct value uid;	/* as whom the lab ran */
	struct value size;	/* as the lab said */
	struct autopsy autopsy; /* of a lab that ends by OOM */
	struct messages skips;	/* steps left out */
	struct points points;
	struct tally tally;
	struct reason first_wrong; /* the first row that differs and is not explained */
	struct reason problem;	   /* what ended the run */
	struct unread unread;	   /* what of the kernel could not be read */
	struct replaced replaced;  /* what of it is not the kernel's */
	size_t null_moved;	   /* own columns that the empty step moved */
	size_t null_watched;	   /* of so many */
	size_t guesses_asked, guesses_made;
	enum kill_proof kill;	    /* of the step that runs, or ran last */
	enum kill_proof worst_kill; /* of all steps */
	bool died_inside;	    /* a step */
	/* the step that runs, or ran last */
	char step[64];
	struct moment at; /* its step is the one above, or the recording's */
	struct shot before, after;
	struct shot start;	  /* after the empty step */
	struct messages expected; /* of this step */
	struct messages measured; /* in this one: the last value of each name, or its curve */
	struct ledger ledger;
	struct map_edge map_before, map_after; /* the pages of its regions, for --map */
	char mapping[48];		       /* the first region's, as pmap shows it */
	struct guess guess[PREDICT_MOST];
	size_t guesses;
};

/* Frees what the session holds but for the autopsy and the ledger, which have owners of their own.
 */
void session_free(struct session *session);

/* Counts the verdicts of session->ledger, of the step session->at. */
void session_count(struct session *session);

/* A point of the picture: what the lab had after that step. 0 or -ENOMEM. */
int session_point(struct session *session, const char *step, struct value size_kib,
		  struct value rss_kib);

/*
 * Fills both texts. how is marked by N_(), or is "%s" of such a text; a reason that is there stays.
 */
__attribute__((format(printf, 2, 3))) void reason_say(struct reason *reason, const char *how, ...);

#endif
