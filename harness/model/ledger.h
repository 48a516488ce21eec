/* SPDX-License-Identifier: MIT */
/*
 * ledger: holds what was seen against what theory says. Pure arithmetic; nothing is read or
 * printed here.
 */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/metrics.h"
#include "lab/protocol.h"
#include "util/value.h"

enum verdict { VERDICT_NONE, VERDICT_HOLDS, VERDICT_DEVIATES, VERDICT_UNKNOWN };

/* "", "holds", "deviates", "unknown": the words of steps.csv. */
extern const char *const verdict_text[4];

/* VERDICT_NONE without a relation, VERDICT_UNKNOWN without a delta. */
enum verdict verdict_of(enum relation relation, int64_t expected, int64_t slack,
			struct value delta);

/* What may change in a step: "+25,600", "196...204 kB", "at most 40". Returns out. */
const char *theory_show(enum relation relation, int64_t expected, int64_t slack, const char *unit,
			char *out, size_t room);

/* A measure as the ledger counts it: rounded; unknown where a double is no longer exact. */
struct value measure_rounded(double x);

/* A reason why a sound kernel differs from the theory. */
struct cause {
	const char *name;     /* the word in steps.csv */
	const char *sentence; /* for the screen */
};

/* A row of steps.csv, without the run's and the step's names. */
struct ledger_row {
	char role[WIRE_NAME];
	char column[WIRE_NAME]; /* or "m:NAME" */
	int metric;		/* its index, or −1 for a measure */
	bool is_address;	/* a measure whose unit is "address": shown as 0x… */
	struct value before, after, delta;
	enum relation relation;
	int64_t expected, slack;
	enum verdict verdict;
	const struct cause *cause; /* proven, or NULL */
};

struct ledger {
	struct ledger_row *row;
	size_t count, room;
};

/* A new row at the end, all zero, or NULL without memory. */
struct ledger_row *ledger_add(struct ledger *l);
void ledger_free(struct ledger *l);

/* The row of a role's column, or NULL. */
struct ledger_row *ledger_find(const struct ledger *l, const char *role, const char *column);

/*
 * Holds one expectation against its row; adds a row of unknowns when nothing was seen. 0 or
 * -ENOMEM: then it is nowhere.
 */
int ledger_expect(struct ledger *l, const struct message *expectation);

#endif
