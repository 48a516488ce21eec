/* SPDX-License-Identifier: MIT */
/* What the parts of collect share. */
#ifndef COURSE_COLLECT_INTERNAL_H
#define COURSE_COLLECT_INTERNAL_H

#include "course/collect.h"
#include "course/seed.h"
#include "record/check.h"
#include "record/run_reader.h"
#include "util/csv.h"
#include "util/folder.h"

/* How the names of folders begin in which all is made until it is whole. */
#define COLLECT_PREFIX ".collect-"

/* A run that is taken, with its names as they shall stand in the files. */
struct collected {
	struct recorded run;
	int folder; /* open on it, while it is taken */
	struct tally tally;
	char id[RECORDED_TEXT], host[RECORDED_TEXT], seed[RECORDED_TEXT], student[RECORDED_TEXT];
};

/* collect_walk.c: where runs are looked for, and what is done with each folder. */
struct collect_walk {
	void *self;
	void (*take)(void *self, int folder, const char *path); /* one that holds a run */
	void (*leave_out)(void *self, const char *path, const char *why);
	bool (*is_over)(void *self);
	bool by_inode; /* in an order that tells nothing; else by name */
};

/* These folders and all below. */
void collect_walk(struct collect_walk *w, char *const *folders);

/*
 * collect_judge.c: reads a run's folder, which is open, into c. False, with the reason in why: it is not to be
 * taken. c->run is to be freed in any case. taken: the run_ids that are there already.
 */
bool collect_judge(struct collected *c, int fd, const char *folder, const struct names *taken,
		   char *why, size_t room);

/*
 * collect_judge.c: is the row written? Rows that neither moved nor were expected to do anything are
 * most, and say nothing.
 */
bool collect_wants(const struct ledger_row *row);

/* collect_seed.c: the size that each lab takes without a seed, as its program here says. */
struct collect_sizes {
	const char *root;
	struct names labs;
	struct usual *usual; /* by the lab's number less 1 */
};

/* False, with why filled: the run has a seed, and not the numbers of it. */
bool collect_fits_seed(struct collect_sizes *s, const struct recorded *run, char *why, size_t room);

/* Frees the sizes that were asked for. */
void collect_sizes_free(struct collect_sizes *s);

/* A guess: the cells of predictions.csv from seq on, in the order of collect_guess_names. */
enum { GUESS_CELLS = 6 };
extern const char *const collect_guess_names[GUESS_CELLS];

/*
 * Calls take for each row of the run's predictions.csv, if it has one. 0, the first error of take,
 * or -EILSEQ with why filled: they are not of this run, or not whole.
 */
int collect_guesses(const struct collected *c, int (*take)(void *self, char *const *cells),
		    void *self, char *why, size_t room);

/* collect_csv.c: all.csv. csv keeps the first error. */
int collect_csv_open(struct csv *csv, int folder, const char *name);
void collect_csv_run(struct csv *csv, const struct collected *c);

/* collect_sql.c: all.sqlite. Each returns 0 or -errno, with problem filled. */
struct collect_sql;

struct collect_sql *collect_sql_new(const char *path, char *problem, size_t room);
bool collect_sql_is_there(void); /* pagelab was built with it */
int collect_sql_run(struct collect_sql *sql, const struct collected *c);
int collect_sql_finish(struct collect_sql *sql);
void collect_sql_free(struct collect_sql *sql);

/* collect_shape.c: all.sqlite's tables and indexes, and its views, a statement each until NULL. */
extern const char collect_tables[], collect_indexes[];
extern const char *const collect_views[];

/* collect_files.c */
struct class_roster;

struct collect_files {
	const char *out;
	int folder; /* −1: nothing was taken yet, and nothing touched */
	int unfinished; /* a folder in it, of our own, until all are whole */
	char unfinished_name[FOLDER_NAME];
	struct csv csv;
	struct collect_sql *sql;
	bool is_new; /* the folder */
	bool has_database;
	int error; /* the first -errno, kept, and problem with it */
	char *problem;
	size_t room;
};

/* Nothing is opened yet: the files go into the folder out, the first error into problem. */
void collect_files_init(struct collect_files *f, const char *out, char *problem, size_t room);

/* Keeps the first -errno, and says of what it is; 0 is none. Returns the one that is kept. */
int collect_fail(struct collect_files *f, int error, const char *what);

/* Adds a run to all files, opened for the first one. 0 or the first -errno. */
int collect_files_run(struct collect_files *f, const struct collected *c);

/* Gives each file its name, class.md too where there is a database. 0 or the first -errno. */
int collect_files_finish(struct collect_files *f, const struct class_roster *roster);

/* Closes and frees all; what has no name yet is removed. */
void collect_files_close(struct collect_files *f);

/*
 * collect_stop.c: from here on SIGINT, SIGTERM and SIGHUP wait, and SIGPIPE ends nothing, until the
 * process ends. collect_interrupted: one of the three has come.
 */
void collect_hold_signals(void);
bool collect_interrupted(void);

#endif
