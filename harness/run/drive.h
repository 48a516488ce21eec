/* SPDX-License-Identifier: MIT */
/*
 * drive: the one poll loop. It knows when something happens to a child (a message, an edge, a tick,
 * the end) and calls whoever wants to know; it knows nothing of columns, files or screens.
 */
#ifndef RUN_DRIVE_H
#define RUN_DRIVE_H

#include <stdint.h>
#include <signal.h>

#include "kernel/descendants.h"
#include "kernel/roots.h"
#include "lab/protocol.h"
#include "run/spawn.h"
#include "run/step_edges.h"

/* How a drive went; what it means is for the caller to say. */
enum drive_end {
	DRIVE_ENDED,	   /* the child is dead; see info */
	DRIVE_NOT_STARTED, /* exec failed; see error */
	DRIVE_HUNG,	   /* it ran longer than its timeout */
	DRIVE_DISTURBED,   /* somebody else continued it while it was held */
	DRIVE_BROKEN,	   /* its edges are out of order */
	DRIVE_INTERRUPTED, /* SIGINT, SIGTERM or SIGHUP came; see error for which */
	DRIVE_STOPPED	   /* a callback asked for it by a -errno; see error */
};

struct drive_events {
	void *self;
	/* Each returns 0 to go on or -errno to stop. */
	int (*started)(void *self, pid_t pid);
	int (*message)(void *self, const struct message *m);
	/* The child and its family are held: nothing moves. */
	int (*edge)(void *self, enum edge edge, const char *step, const struct family *family);
	/* between_edges: the child runs. late: ticks that came too late to be taken. */
	int (*tick)(void *self, uint64_t late);
	/* The watched file has something to tell; it must be read, or it tells again. */
	int (*watched)(void *self);
	/* The child is a zombie: proc_pid_stat(5) still has its counters. */
	int (*ended)(void *self, const siginfo_t *info);
};

struct drive {
	const struct roots *roots;
	const char *lab;    /* its name; NULL for a command, which has no edges */
	int64_t timeout_ns; /* of running time, held time not counted; 0 for none */
	int sample_hz;	    /* 0 for none */
	int watch;	    /* a file to wait for too, as poll(2) does, if on.watched is set */
	short watch_events; /* POLLIN or POLLPRI */
	struct drive_events on;
	/* out */
	siginfo_t info;
	int error;
	uint64_t foreign_stops;
	uint64_t bad_messages;
};

/*
 * Blocks the signals that drive waits for; call it before spawn. For a command, those of the
 * terminal are left to the command.
 */
int drive_signals(bool command);

/* Drives the child to its end, leaves nothing of it behind, and closes its files. */
enum drive_end drive(struct drive *d, struct child *child, int signals);

#endif
