/* SPDX-License-Identifier: MIT */
/* lab_zones: what the kernel keeps back, and what its CPUs keep by them: /proc/zoneinfo. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lab.h"

static int64_t number(FILE *file)
{
	int64_t n = 0;

	return fscanf(file, "%" SCNd64, &n) == 1 ? n : 0;
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
 * Its words come in this order: "Node 0, zone DMA", "high 44", "managed 3840", "protection: (0,
 * 8267)", and then for each CPU "count: 12" and "threshold: 4". A zone keeps back what is protected
 * from requests that could be served elsewhere, and its high watermark, but no more than it has.
 */
struct lab_zones lab_zones(void)
{
	FILE *file = fopen("/proc/zoneinfo", "re");
	const int64_t page_kib = (int64_t)lab_page() / 1024;
	int64_t high = 0, managed = 0, late = 0;
	struct lab_zones sum = {0};
	char word[64];

	if (!file)
		lab_skip("/proc/zoneinfo cannot be read here");
	while (fscanf(file, "%63s", word) == 1) {
		if (strcmp(word, "low") == 0) {
			sum.low_kib += page_kib * number(file);
		} else if (strcmp(word, "high") == 0) {
			high = number(file);
		} else if (strcmp(word, "managed") == 0) {
			managed = number(file);
		} else if (strcmp(word, "protection:") == 0) {
			const int64_t kept = largest(file) + high;

			sum.reserve_kib += page_kib * (kept < managed ? kept : managed);
		} else if (strcmp(word, "count:") == 0) {
			sum.stock_kib += page_kib * number(file);
		} else if (strcmp(word, "threshold:") == 0) {
			const int64_t n = number(file);

			late = n > late ? n : late;
		}
	}
	fclose(file);
	sum.late_kib = page_kib * late;
	return sum;
}

int64_t lab_kept_back(int64_t cache_kib)
{
	const int64_t low_kib = lab_zones().low_kib;

	return cache_kib / 2 < low_kib ? cache_kib / 2 : low_kib;
}
