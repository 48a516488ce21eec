/* SPDX-License-Identifier: MIT */
/* lab_zones: what the kernel keeps back, and what its CPUs keep by them: /proc/zoneinfo. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lab.h"

static int64_t number(FILE *file)
{
	int64_t n = 0;

	return fscanf(file, "%" SCNd64, &n) == 1 ? n : 0;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* "protection: (0, 3019, 8267)": the largest. */
static int64_t largest(FILE *file)
{
	int64_t most = 0, n;

	if (fscanf(file, " (%" SCNd64, &most) == 1)
		while (fscanf(file, ",%" SCNd64, &n) == 1)
			most = n > most ? n : most;
	return most;
}

/*
 * Kernels before 5.14 boost the watermarks and do not print by how much. Without boost the min
 * watermarks are min_free_kbytes, shared out among the zones and rounded down to pages, Movable and
 * HighMem apart. Source: mm/page_alloc.c, __setup_per_zone_wmarks.
 */
static int64_t unprinted_boost_kib(int64_t min_kib)
{
	FILE *file = fopen("/proc/sys/vm/min_free_kbytes", "re");
	const int64_t wanted_kib = file ? number(file) : 0;

	if (file)
		fclose(file);
	return wanted_kib > 0 && min_kib > wanted_kib ? min_kib - wanted_kib : 0;
}

/* By the name behind "zone". */
static bool is_low_zone(FILE *file)
{
	char name[64];

	return fscanf(file, "%63s", name) == 1 && strcmp(name, "Movable") != 0 &&
	       strcmp(name, "HighMem") != 0;
}

/*
 * Its words come in this order: "Node 0, zone DMA", "boost 0", "min 38", "low 41", "high 44",
 * "managed 3840", "protection: (0, 8267)", and then for each CPU "count: 12" and "threshold: 4". A
 * zone keeps back what is protected from requests that could be served elsewhere, and its high
 * watermark, but no more than it has.
 *
 * All three watermarks are printed with the boost, by which they are raised for some time after
 * memory was short. What is kept back of MemFree (totalreserve_pages) was summed up without it; the
 * low watermark of lab_kept_back is taken as it is now, with it. Source: mm/page_alloc.c,
 * calculate_totalreserve_pages; mm/show_mem.c, si_mem_available.
 */
struct lab_zones lab_zones(void)
{
	FILE *file = fopen("/proc/zoneinfo", "re");
	const int64_t page_kib = (int64_t)lab_page() / 1024;
	int64_t boost = -1, min = 0, high = 0, managed = 0, late = 0;
	bool shares_min = false;
	struct lab_zones sum = {0};
	char word[64];

	if (!file)
		lab_skip("/proc/zoneinfo cannot be read here");
	while (fscanf(file, "%63s", word) == 1) {
		if (strcmp(word, "zone") == 0) {
			shares_min = is_low_zone(file);
		} else if (strcmp(word, "boost") == 0) {
			boost = number(file);
		} else if (strcmp(word, "min") == 0) {
			min += shares_min ? number(file) : 0;
		} else if (strcmp(word, "low") == 0) {
			sum.low_kib += page_kib * number(file);
		} else if (strcmp(word, "high") == 0) {
			high = number(file) - (boost > 0 ? boost : 0);
		} else if (strcmp(word, "managed") == 0) {
			managed = number(file);
		} else if (strcmp(word, "protection:") == 0) {
			sum.reserve_kib += page_kib * smaller(largest(file) + high, managed);
		} else if (strcmp(word, "count:") == 0) {
			sum.stock_kib += page_kib * number(file);
		} else if (strcmp(word, "threshold:") == 0) {
			late = -smaller(-number(file), -late);
		}
	}
	fclose(file);
	if (boost < 0)
		sum.reserve_kib -= unprinted_boost_kib(page_kib * min);
	sum.late_kib = page_kib * late;
	return sum;
}

int64_t lab_kept_back(int64_t cache_kib)
{
	const int64_t low_kib = lab_zones().low_kib;

	return cache_kib / 2 < low_kib ? cache_kib / 2 : low_kib;
}
