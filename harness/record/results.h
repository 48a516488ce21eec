/* SPDX-License-Identifier: MIT */
/*
 * results: the folder of one run, results/LAB/RUN_ID. It is RUN_ID.partial until the run is whole,
 * so that nothing half-written looks whole.
 */
#ifndef RECORD_RESULTS_H
#define RECORD_RESULTS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* The link to the last run that finished. */
#define RESULTS_LATEST "latest"

struct results {
	char top[PATH_MAX]; /* results/LAB */
	char id[160];
	int folder; /* open on RUN_ID.partial, or −1 */
	int lab;    /* open on top, while folder is */
};

/* Makes the folders and claims a RUN_ID. 0 or -errno; then path says which folder failed. */
int results_open(struct results *r, const char *results, const char *lab, char path[PATH_MAX]);

/*
 * Renames to RUN_ID and points `latest` at it. 0 or -errno of the rename; *latest_error of the
 * link: then the run is found by its RUN_ID. Closes both descriptors.
 */
int results_finish(struct results *r, int *latest_error);

/* That error of a link says that this file system has none, which is nothing to warn of. */
bool results_has_no_links(int latest_error);

/* Leaves RUN_ID.partial as it is. Closes both descriptors. */
void results_abandon(struct results *r);

/* Removes RUN_ID.partial and all in it: for a run that never began. */
void results_remove(struct results *r);

/*
 * results_find.c: the run that is meant by a folder that was typed: that one, or a lab's newest run, where it is a lab's
 * folder, or its `latest` where there is none. The newest is the last one by its RUN_ID, which begins with its time;
 * `latest`, as any link in the folder, is not looked at. A descriptor of its folder, or of what was typed when there is
 * no run in it; or -errno. out: its path.
 */
int results_find(const char *typed, char out[PATH_MAX]);

/*
 * The same for a name in a folder that is open, path being its path: no link leads there (-FILE_IS_LINK). -ENOENT: there
 * is no run in it.
 */
int results_find_in(int folder, const char *name, const char *path, char out[PATH_MAX]);

/* Whether the files of a run are in that folder. */
bool results_are_in(int folder);

/*
 * The folder where results go when none is named: beside labs/, said as short as it can be; of an
 * installed pagelab below the current folder.
 */
void results_default(const char *root, char *out, size_t room);

/* An entry of results/LAB that may be a whole run: for scandir(3). */
struct dirent;
int results_is_run(const struct dirent *entry);

#endif
