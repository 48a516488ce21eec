/* SPDX-License-Identifier: MIT */
/* numbers: what a list of measured numbers says. Pure. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stddef.h>

/* Sorts the list. The smallest number that at least share (0 to 1) of all do not exceed; NaN of
 * none. */
double numbers_share(double *list, size_t count, double share);

/* Sorts the list. NaN of none. */
double numbers_median(double *list, size_t count);

/* The median of a[i] / b[i]: what happened to both at the same time falls out. */
double numbers_median_ratio(const double *a, const double *b, size_t count);

/* The median of a[i] - b[i]. */
double numbers_median_difference(const double *a, const double *b, size_t count);

#endif
