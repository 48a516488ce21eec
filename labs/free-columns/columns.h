/* SPDX-License-Identifier: MIT */
/* The columns of free(1): as we compute them from /proc/meminfo, and as free prints them. */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stdint.h>

/* used twice: as free reckons since procps 4.0.1, and as it did before. */
enum { USED, USED_OLD, FREE, SHARED, BUFF_CACHE, AVAILABLE, CHANGING, TOTAL = CHANGING, COLUMNS };

/* Whether there is a program free to compare with: if not, that part is left out, with the reason.
 */
void columns_begin(void);

/* How each column will change in the next step, and that free prints just what we compute. */
void columns_expect(const int64_t change[CHANGING], int64_t slack_kib);

/*
 * Does the act again and again and measures the change: lab_crowd. Free pages that the CPUs keep by
 * them (lab_zones) count as what they are: free. Returns how much others moved meanwhile, in KiB.
 */
int64_t columns_measure(void (*act)(void), void (*undo)(void), int64_t slack_kib);

#endif
