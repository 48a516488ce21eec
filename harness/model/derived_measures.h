/* SPDX-License-Identifier: MIT */
/*
 * derived_measures: what the harness measures itself, beside what a lab does: rows of measures.csv,
 * of which a lab may expect something as of its own ("m:NAME"). Each only where it can be told.
 */
#ifndef MODEL_DERIVED_MEASURES_H
#define MODEL_DERIVED_MEASURES_H

#include <stdbool.h>

enum own {
	/* autopsy.h: where the limit went, in pages, and when the lab died */
	OWN_TOUCHED,
	OWN_TOUCHED_AT_DEATH,
	OWN_STARTUP,
	OWN_KERNEL,
	OWN_FILE,
	OWN_ACCOUNTED,
	OWN_LIMIT,
	OWN_UNASSIGNED,
	OWN_OOM_EVENT,
	OWN_LAST_GROWTH,
	OWN_GONE,
	OWN_REAPED,
	/* forecast.h: the line through the samples of the step, and where it leads */
	OWN_SLOPE,
	OWN_R2,
	OWN_PREDICTED_DEATH,
	OWN_OBSERVED_DEATH,
	OWN_DEATH_ERROR,
	OWN_LEFT,
	OWN_LEFT_ANON,
	/* kill_proof.h */
	OWN_OUTSIDE_OOMS,
	/* the kernel log */
	OWN_LOGGED_KILLS,
	OWNS
};

extern const struct own_measure {
	const char *name, *unit;
	bool shown; /* on the screen too, where nothing is expected of it */
} own_measures[OWNS];

bool own_is(const char *name);

#endif
