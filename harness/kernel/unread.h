/* SPDX-License-Identifier: MIT */
/*
 * unread: the kernel's texts that could not be read, and why. Their columns are unknown: a reader
 * must be able to tell that from a kernel that says nothing.
 */
#ifndef KERNEL_UNREAD_H
#define KERNEL_UNREAD_H

#include "kernel/metrics.h"
#include "util/json.h"

struct unread {
	struct {
		enum source source;
		int error; /* errno; ENODATA: the text was empty */
	} text[SOURCES];
	size_t count;
};

/* Each source once: the first error counts. error: errno or -errno. */
void unread_add(struct unread *unread, enum source source, int error);
/* Those that this errno kept from being read are no longer counted among them. */
void unread_remove(struct unread *unread, int error);
void unread_merge(struct unread *into, const struct unread *from);

/* "/proc/PID/stat", "/proc/meminfo", or of the lab's group "memory.stat". */
const char *unread_name(enum source source, char *out, size_t room);

/*
 * The first text that every kernel has and shows: without it nothing is as expected. SOURCES: all of
 * those were read. *error is its errno.
 */
enum source unread_worst(const struct unread *unread, int *error);

/* A list of objects with "file", "errno" and "error": unread_sources of run.json. */
void unread_json(const struct unread *unread, struct json *j);

/* Reads it again; a file or an errno that is not known here is left out. */
void unread_read_json(struct unread *unread, const char *json);

#endif
