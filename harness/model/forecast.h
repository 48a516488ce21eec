/* SPDX-License-Identifier: MIT */
/*
 * forecast: how memory moves in a sampled step, and where that leads. Of any lab, into measures.csv
 * and as columns that the lab can expect something of:
 *
 *	m:slope_kib_per_s	of the process's resident memory, over all samples of the step
 *	m:r2_permille		how straight that line is; none where nothing moved
 *	m:predicted_death_ms	since the step began: when the group's memory comes to its limit, as
 *				told from the samples in which it was at most half of it
 *	m:observed_death_ms	since the step began, when a process dies in it
 *	m:death_error_permille	predicted - observed, of observed
 *	m:left_kib		what the group is still charged with after the death
 *	m:left_anon_kib		of that, memory of programs
 */
#ifndef MODEL_FORECAST_H
#define MODEL_FORECAST_H

#include <stdint.h>

#include "kernel/sample.h"
#include "util/linear_fit.h"

/* All zero: a step that has not begun. */
struct forecast {
	struct trend resident; /* KiB over seconds */
	struct trend room;     /* the same of the group, up to half of its limit */
};

/* elapsed_ns: since the step began. limit_bytes: the group's, if there is one. */
void forecast_sample(struct forecast *f, int64_t elapsed_ns, const struct sample *sample,
		     struct value limit_bytes);

#endif
