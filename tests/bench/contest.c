/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "contest.h"
#include "numbers.h"

static void lap(struct contender *c, size_t repetition)
{
	if (c->failed)
		return;
	c->ns[repetition] = c->lap(c->self);
	c->failed = c->ns[repetition] < 0;
}

void contest_run(struct contender *c, size_t count, size_t repetitions)
{
	for (size_t i = 0; i < count; i++)
		lap(&c[i], 0);
	/* Another one begins each time: who comes behind whom must not matter. */
	for (size_t r = 0; r < repetitions; r++)
		for (size_t i = 0; i < count; i++)
			lap(&c[(i + r) % count], r);
}

static double ns_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

double contest_time(clockid_t clock, void (*call)(void *self), void *self, int calls)
{
	const double start = ns_of(clock);

	for (int i = 0; i < calls; i++)
		call(self);
	return (ns_of(clock) - start) / calls;
}

static double median(const struct contender *c, size_t repetitions)
{
	double ns[CONTEST_MAX];

	memcpy(ns, c->ns, repetitions * sizeof(*ns));
	return numbers_median(ns, repetitions);
}

static void row(struct table *t, const struct contender *first, const struct contender *other,
		size_t repetitions, enum ours ours)
{
	char first_ns[SHOWN], other_ns[SHOWN];
	const bool is_first = ours == OURS_IS_FIRST;

	if (first->failed || other->failed) {
		table_skip(t, other->what, first->failed ? first->why_not : other->why_not);
		return;
	}
	show_ns(median(first, repetitions), first_ns);
	show_ns(median(other, repetitions), other_ns);
	table_row(t, other->what, is_first ? first_ns : other_ns, is_first ? other_ns : first_ns,
		  numbers_median_ratio(other->ns, first->ns, repetitions), other->bound);
}

void contest_rows(struct table *t, const struct contender *c, size_t count, size_t repetitions,
		  enum ours ours)
{
	for (size_t i = 0; i < count; i++)
		if (c[i].over != i)
			row(t, &c[c[i].over], &c[i], repetitions, ours);
}
