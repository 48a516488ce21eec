/* SPDX-License-Identifier: MIT */
/*
 * folder: what lies beneath a folder that somebody else may have made. Nothing there is followed out of it, waited for or
 * read without end: no link on the way, plain files only, each up to a size. The folder itself is the user's choice and
 * may lie behind links. It knows nothing of what stands in the files.
 */
#ifndef UTIL_FOLDER_H
#define UTIL_FOLDER_H

#include "util/file.h"

/* The most that is read of each kind of file, MiB: a larger one is refused, and would fill the memory. */
enum {
	FOLDER_SERIES_MIB = 32, /* a CSV file of a run */
	FOLDER_NOTES_MIB = 32,	/* what a person wrote */
	FOLDER_LIST_MIB = 8,	/* a roster */
	FOLDER_JSON_MIB = 32,	/* run.json */
};

/* The folder that was typed, links followed. Its descriptor or -errno. */
int folder_open(const char *path);

/* A folder beneath it, of one or several names. Its descriptor; -FILE_IS_LINK: a link leads there; another -errno. */
int folder_enter(int folder, const char *name);

/*
 * A plain file beneath it, to be read. Its descriptor; -FILE_NOT_PLAIN: a link, a pipe, a device or a folder;
 * -(FILE_TOO_LARGE + most_mib); another -errno.
 */
int folder_open_file(int folder, const char *name, int most_mib);

/* Reads such a file whole. 0, or as folder_open_file; then the text is empty. */
int folder_read_file(struct text *t, int folder, const char *name, int most_mib);

/* 1: something is there under that name; 0: nothing is; -errno: that cannot be told. */
int folder_has(int folder, const char *name);

/* That error says that nothing is there; of any other one that is unknown. error: errno or -errno. */
bool folder_is_absent(int error);

/*
 * Makes a folder in it unless it is there. Its descriptor, which cannot be listed (O_PATH), or -errno. A link that is
 * neither ours nor root's is -FILE_FOREIGN_LINK: whoever made it chose where we would write.
 */
int folder_make(int folder, const char *name);

/* The same for the path of a folder that was typed, and all above it. path is left at the one that failed. */
int folder_make_path(char *path);

enum { FOLDER_NAME = 64 };

/*
 * Makes a folder of our own in it, under a name that nobody can foresee and that nobody else can enter. It is held
 * (flock(2)) as long as its descriptor, which is returned, is open. Or -errno.
 */
int folder_make_temporary(int folder, const char *prefix, char name[FOLDER_NAME]);

/* Removes those of ours with that prefix that nobody holds: whoever made them was killed. How many. */
size_t folder_sweep(int folder, const char *prefix);

/* Removes the files in such a folder, its descriptor, which is closed, and the folder. */
void folder_remove(int parent, const char *name, int *folder);

#endif
