/* SPDX-License-Identifier: MIT */
/*
 * run_reader: a run as its folder tells it, for whoever shows it later: run.json and the CSV files,
 * by the names of their columns, so that older and foreign runs can be read too. A row without its
 * numbers is left out. Whether they are honest is check's affair.
 */
#ifndef RECORD_RUN_READER_H
#define RECORD_RUN_READER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/sample.h"
#include "kernel/replaced.h"
#include "kernel/unread.h"
#include "lab/labconf.h"
#include "model/ledger.h"
#include "model/predict.h"

enum { RECORDED_TEXT = 160 };

struct recorded_step {
	int64_t seq; /* 0: the empty step */
	char name[WIRE_NAME];
	struct ledger ledger;
};

struct recorded_sample {
	int64_t seq, elapsed_ns;
	char role[WIRE_NAME];
	struct value values[SAMPLE_COLUMNS];
};

struct recorded_measure {
	int64_t seq;
	char name[WIRE_NAME], unit[WIRE_NAME];
	bool has_x;
	double x, value;
};

struct recorded_pages {
	int64_t seq;
	bool is_after; /* the step; else before it */
	uint64_t start, pages;
	char state[16];
};

struct recorded_guess {
	int64_t seq;
	struct guess of; /* role, column, unit, guess, observed */
};

struct recorded_skip {
	char step[WIRE_NAME], reason[WIRE_TEXT];
};

struct recorded {
	char folder[PATH_MAX];
	dev_t device; /* of the folder that was read */
	ino_t inode;
	char id[RECORDED_TEXT], lab[LABCONF_NAME], ended_utc[32], outcome[24], problem[320];
	char seed[RECORDED_TEXT], log[320]; /* the kernel's line about an OOM kill */
	char cap_how[24], cap_where[48];
	char kernel[96], machine[32], host[RECORDED_TEXT], distribution[96], cpu[128], thp[16];
	bool is_guest, thp_off;
	struct value schema_version, exit_code, signal, page_bytes, size_bytes, limit_bytes;
	struct value usual_bytes, unit_bytes; /* default_size_bytes and size_unit_bytes */
	struct value room_bytes; /* the first cg_max_bytes of the group in snapshots.csv */
	struct value uid, cap_version, cgroup_version, cpus, ram_kib, swap_kib, null_moved;
	struct unread unread;
	struct replaced replaced;
	struct recorded_skip skip[LABCONF_STEPS]; /* steps that were left out */
	size_t skips;
	struct recorded_step *step;
	struct recorded_sample *sample;
	struct recorded_measure *measure;
	struct recorded_pages *pages;
	struct recorded_guess *guess;
	size_t steps, samples, measures, page_runs, guesses;
	size_t steps_room, samples_room, measures_room, pages_room, guesses_room;
};

/*
 * Reads a folder. 0, or -errno with problem filled: run.json or steps.csv cannot be read. The other
 * files may be missing. r is to be freed in any case.
 */
int recorded_read(struct recorded *r, const char *folder, char *problem, size_t room);

/* The same of a folder that is open, or cannot be opened: then fd is -errno. folder: its path, to be named. */
int recorded_read_at(struct recorded *r, int fd, const char *folder, char *problem, size_t room);

/* Opens the folder again that was read; -ESTALE: another one has its path now. Its descriptor or -errno. */
int recorded_reopen(const struct recorded *r);

void recorded_free(struct recorded *r);

/* The row of the lab's column (or measure, "m:NAME") in that step, or NULL. */
const struct ledger_row *recorded_row(const struct recorded_step *step, const char *column);

#endif
