/* SPDX-License-Identifier: MIT */
/*
 * step_edges: what a stop of the lab means. A lab bears its step's name from the step's before edge
 * on and its own from the after edge on; so a stop tells by the name which edge it is, and a stop
 * that somebody else caused bears the name of the last edge. Pure.
 */
#ifndef RUN_STEP_EDGES_H
#define RUN_STEP_EDGES_H

enum edge {
	EDGE_BEFORE,
	EDGE_AFTER,
	EDGE_FOREIGN, /* not the lab's own stop: continue it */
	EDGE_BROKEN   /* a step was left by break, continue, return or goto */
};

struct edges {
	char lab[16];  /* the lab's name as the kernel keeps it: cut to 15 bytes */
	char step[16]; /* the step that runs, or "" */
};

void edges_start(struct edges *e, const char *lab);

/* comm: the name that the stopped process bears. */
enum edge edges_next(struct edges *e, const char *comm);

#endif
