/* SPDX-License-Identifier: MIT */
/* lab_crowd: how to measure columns of the whole machine while others work on it too. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "i18n/intl.h"
#include "lab.h"

/* Half of the TIMES may be spoilt; if there is more noise than that, it is tried again. */
enum { TIMES = 9, TRIES = 20 };

static int compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void sort(int64_t n[TIMES])
{
	qsort(n, TIMES, sizeof(n[0]), compare);
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Does nothing for so long, but looks at the clock. */
static void idle(double seconds)
{
	for (const double end = lab_seconds() + seconds; lab_seconds() < end;)
		;
}

static __attribute__((noreturn)) void too_noisy(int64_t noise_kib)
{
	char reason[200];

	snprintf(reason, sizeof(reason),
		 N_("too noisy: %jd KiB moved by themselves. Try again, or with more "
		    "(SIZE=256M), or where it is quiet. Type: make vm-%s"),
		 (intmax_t)noise_kib, program_invocation_short_name);
	lab_skip(reason);
}

static int64_t try(void (*look)(int64_t *at), void (*act)(void), void (*undo)(void),
		   int64_t *change)
{
	int64_t before[LAB_COLUMNS] = {0}, between[LAB_COLUMNS] = {0}, after[LAB_COLUMNS] = {0};
	int64_t quiet[LAB_COLUMNS][TIMES] = {0}, moved[LAB_COLUMNS][TIMES] = {0}, noise = 0;
	double seconds = 0.01;

	for (int t = 0; t < TIMES; t++) {
		look(before);
		idle(seconds);
		look(between);
		const double start = lab_seconds();
		act();
		seconds = lab_seconds() - start;
		look(after);
		for (int i = 0; i < LAB_COLUMNS; i++) {
			quiet[i][t] = llabs(between[i] - before[i]);
			moved[i][t] = after[i] - between[i];
		}
		if (t < TIMES - 1)
			undo();
	}
	for (int i = 0; i < LAB_COLUMNS; i++) {
		sort(quiet[i]);
		sort(moved[i]);
		change[i] = moved[i][TIMES / 2];
		noise = larger(noise, quiet[i][TIMES / 2]);
		noise = larger(noise, moved[i][TIMES - 1 - TIMES / 4] - moved[i][TIMES / 4]);
	}
	return noise;
}

int64_t lab_crowd(void (*look)(int64_t *at), void (*act)(void), void (*undo)(void), int64_t *change,
		  int64_t slack_kib)
{
	int64_t noise_kib = try(look, act, undo, change);

	for (int t = 1; noise_kib > slack_kib; t++) {
		if (t == TRIES)
			too_noisy(noise_kib);
		undo();
		noise_kib = try(look, act, undo, change);
	}
	return noise_kib;
}

int64_t lab_crowd_slack(int64_t size_kib, int64_t noise_kib)
{
	/*
	 * A column adds up to three counters, each late at both looks. To find the pages takes the
	 * kernel a little memory too: less than 1/128.
	 */
	const int64_t slack_kib = 2 * noise_kib + 6 * lab_zones().late_kib + size_kib / 128;

	if (slack_kib > size_kib / 4) {
		char reason[200];

		snprintf(reason, sizeof(reason),
			 N_("%jd KiB are too few beside what others move, and what the counters "
			    "are late by. Type: make lab-%s SIZE=%jdM"),
			 (intmax_t)size_kib, program_invocation_short_name,
			 (intmax_t)slack_kib / 128);
		lab_skip(reason);
	}
	return slack_kib;
}
