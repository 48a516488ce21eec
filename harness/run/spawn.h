/* SPDX-License-Identifier: MIT */
/* spawn: starts a lab or a command, everything in the order that the kernel asks for. */
#ifndef RUN_SPAWN_H
#define RUN_SPAWN_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

struct spawn {
	const char *program; /* a path, or for a command a name to look for in PATH */
	char *const *argv;
	bool lab;	/* else a command, in which nothing is changed */
	bool thp_never; /* switch transparent huge pages off for it */
	int cpu;	/* to pin it to, or −1 */
	int procs;	/* cgroup.procs of the group to enter first, or −1 */
	bool has_adj;
	int adj;	       /* oom_score_adj */
	struct rusage *before; /* shared memory, or NULL: what it had used just before execve(2) */
};

struct child {
	pid_t pid;
	int started;  /* readable: EOF once it has exec'd, an errno if it could not */
	int messages; /* of a lab: the reading end of its pipe; else −1 */
};

/*
 * Forks. Must be called from the main thread: the child dies with the thread that forked it. The
 * caller has blocked its signals; the child unblocks them. 0 or -errno.
 */
int spawn(const struct spawn *how, struct child *out);

/* Reads `started` once it is readable: 0 after exec, the errno of what failed, −1 not yet. */
int spawn_outcome(const struct child *child);

/*
 * The OOM killer passes over this process from now on, where it may ask for that, and over what it
 * forks: give each an adj of its own.
 */
void spawn_shield(void);

/*
 * Two CPUs of those we may use, one for the lab and one for the observer; −1 where there is only
 * one.
 */
void spawn_choose_cpus(int *lab, int *observer);

#endif
