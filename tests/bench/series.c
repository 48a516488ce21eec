/* SPDX-License-Identifier: MIT */
/* series: what a time series costs, those who are sampled and those who sample. */
#include <stdio.h>

#include "lap.h"
#include "numbers.h"

enum { REPETITIONS = 15, FEW_ROUNDS = 4 };
static const double MS = 1e6, LAP_NS = 1e8;
enum { KHZ = 1000 };
enum way { ALONE, AT_1_KHZ, AT_10_KHZ, WAITED_1_KHZ, WAITED_10_KHZ, WAYS };

/* Each number of each repetition. */
struct laps {
	size_t count;
	double child[WAYS][REPETITIONS], share[WAYS][REPETITIONS], gap[WAYS][REPETITIONS];
};

static bool one_lap(const struct bench *b, struct record *record, int rounds, enum way way,
		    struct lap *out)
{
	static const int hz[WAYS] = {0, KHZ, 10 * KHZ, KHZ, 10 * KHZ};

	*out = (struct lap){0};
	if (way == WAITED_1_KHZ || way == WAITED_10_KHZ)
		return lap_waited(b, rounds, hz[way], out);
	return lap_driven(b, record, rounds, hz[way], out);
}

/* So many rounds as take some 100 ms here. */
static int rounds_here(const struct bench *b, struct record *record)
{
	struct lap lap;

	if (!one_lap(b, record, FEW_ROUNDS, ALONE, &lap))
		return 0;
	return 1 + (int)((double)FEW_ROUNDS * LAP_NS / lap.child_ns);
}

static bool run_laps(const struct bench *b, struct record *record, struct laps *laps)
{
	const int rounds = rounds_here(b, record);
	struct lap lap;

	for (size_t r = 0; rounds && r < laps->count; r++)
		for (size_t i = 0; i < WAYS; i++) {
			const enum way way = (enum way)((i + r) % WAYS);

			if (!one_lap(b, record, rounds, way, &lap))
				return false;
			laps->child[way][r] = lap.child_ns;
			laps->share[way][r] = 100 * lap.core_share;
			laps->gap[way][r] = lap.gap_p99_ns;
		}
	return rounds > 0;
}

static void row_child(struct table *t, struct laps *l)
{
	const double ratio = numbers_median_ratio(l->child[AT_1_KHZ], l->child[ALONE], l->count);
	char ours[SHOWN], reference[SHOWN];

	show_ns(numbers_median(l->child[AT_1_KHZ], l->count), ours);
	show_ns(numbers_median(l->child[ALONE], l->count), reference);
	table_row(t, "a process sampled at 1 kHz over not sampled", ours, reference, ratio,
		  (struct bound){AT_MOST, 1.03, UNIT_TIMES});
}

/*
 * The promise is in time, so it can be kept only where a loop that does nothing keeps it: not on a
 * CPU that others, or the machine below a virtual one, take away.
 */
static void row_gap(struct table *t, const char *what, struct laps *l, enum way way, enum way empty,
		    double limit_ns)
{
	const double ours = numbers_median(l->gap[way], l->count);
	const double reference = numbers_median(l->gap[empty], l->count);
	char ours_shown[SHOWN], reference_shown[SHOWN], why[64];

	show_ns(ours, ours_shown);
	show_ns(reference, reference_shown);
	if (reference > limit_ns) {
		snprintf(why, sizeof(why), "an empty loop is as late: %s", reference_shown);
		table_skip(t, what, why);
		return;
	}
	table_row(t, what, ours_shown, reference_shown, ours / MS,
		  (struct bound){AT_MOST, limit_ns / MS, UNIT_MS});
}

static void row_shares(struct table *t, struct laps *l)
{
	const double above =
		numbers_median_difference(l->share[AT_10_KHZ], l->share[WAITED_10_KHZ], l->count);
	const double share = numbers_median(l->share[AT_1_KHZ], l->count);
	char ours[SHOWN], reference[SHOWN];

	snprintf(ours, sizeof(ours), "%.1f%%", share);
	table_row(t, "sampler at 1 kHz, share of a core", ours, "100%", share,
		  (struct bound){AT_MOST, 5, UNIT_PERCENT});
	snprintf(ours, sizeof(ours), "%.1f%%", numbers_median(l->share[AT_10_KHZ], l->count));
	snprintf(reference, sizeof(reference), "%.1f%%",
		 numbers_median(l->share[WAITED_10_KHZ], l->count));
	table_row(t, "sampler at 10 kHz above an empty timer loop", ours, reference, above,
		  (struct bound){AT_MOST, 15, UNIT_POINTS});
}

void bench_series(struct bench *b)
{
	static struct laps laps;
	struct record record;
	char path[PATH_MAX];

	if (b->own_cpu < 0) {
		table_skip(&b->table, "a time series at 1 and 10 kHz", "needs two CPUs");
		return;
	}
	laps.count = bench_rounds(b, REPETITIONS);
	if (record_open(&record, b->scratch, "series", path) < 0 || !run_laps(b, &record, &laps)) {
		table_fail(&b->table, "a time series at 1 and 10 kHz", "a lap ended early");
		return;
	}
	record_remove(&record);
	row_child(&b->table, &laps);
	row_shares(&b->table, &laps);
	row_gap(&b->table, "p99 gap at 1 kHz (reference: empty loop)", &laps, AT_1_KHZ,
		WAITED_1_KHZ, 1.2 * MS);
	row_gap(&b->table, "p99 gap at 10 kHz (reference: empty loop)", &laps, AT_10_KHZ,
		WAITED_10_KHZ, 0.2 * MS);
}
