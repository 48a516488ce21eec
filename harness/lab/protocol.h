/* SPDX-License-Identifier: MIT */
/*
 * protocol: what a lab tells the harness. PAGELAB=PID:FD in the lab's environment names the harness
 * (which must be its parent) and a pipe. A message is one line of words between tabs, written by
 * one write(2) of at most PIPE_BUF bytes, so that those of several processes never mix:
 *
 *	size	BYTES				what lab_size chose
 *	usual	BYTES UNIT			what it would be unasked; in whole UNITs of bytes
 *	expect	ROLE COLUMN RELATION N SLACK	of the next step; RELATION is = <= >=
 *	same	ROLE COLUMN OTHER		COLUMN is to change as OTHER does
 *	measure	NAME X VALUE UNIT		of the step that runs or ran last; X may be empty
 *	region	START BYTES			addresses, decimal
 *	role	PID NAME			a child
 *	edges	N				edges that the lab has made so far
 *	skip	STEP REASON			forget what was expected; STEP may be empty: the lab
 */
#ifndef LAB_PROTOCOL_H
#define LAB_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_ENV "PAGELAB"
/*
 * A lab that finds it prints what size it takes unasked on this machine, and ends: USUAL UNIT, or
 * USUAL UNIT MOST when a machine with more room has a usual size of MOST; nothing when it has none.
 * It holds the size of the pages to reckon with, or a word: this machine's.
 */
#define WIRE_ASK_ENV   "PAGELAB_ASK"
#define WIRE_NULL_STEP "null" /* the empty step that every lab makes before main */

enum { WIRE_NAME = 48, WIRE_TEXT = 240 };

enum message_kind {
	MESSAGE_BAD,
	MESSAGE_SIZE,
	MESSAGE_USUAL,
	MESSAGE_EXPECT,
	MESSAGE_SAME,
	MESSAGE_MEASURE,
	MESSAGE_REGION,
	MESSAGE_ROLE,
	MESSAGE_EDGES,
	MESSAGE_SKIP
};

enum relation { RELATION_NONE, RELATION_EQUAL, RELATION_AT_MOST, RELATION_AT_LEAST };

/* "", "=", "<=", ">=" */
extern const char *const relation_text[4];

struct message {
	enum message_kind kind;
	char role[WIRE_NAME];	/* expect, same, role */
	char name[WIRE_NAME];	/* column, measure, step */
	char other[WIRE_NAME];	/* same: the other column; measure: unit */
	char text[WIRE_TEXT];	/* skip: the reason */
	enum relation relation; /* expect */
	int64_t n, slack;	/* size, usual (bytes, unit), expect, region (start, bytes), role */
	double x, value;	/* measure */
	bool has_x;
	bool hidden; /* measure: in the files, not on the screen */
};

/* Pure: one line without its newline. MESSAGE_BAD for whatever is not exactly of the form. */
struct message message_parse(const char *line, size_t len);

#endif
