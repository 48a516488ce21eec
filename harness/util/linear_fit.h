/* SPDX-License-Identifier: MIT */
/*
 * linear_fit: the straight line through points, by least squares, one point after the other and
 * without keeping them. Pure.
 */
#ifndef UTIL_LINEAR_FIT_H
#define UTIL_LINEAR_FIT_H

#include <stdbool.h>
#include <stddef.h>

enum { TREND_POINTS_MIN = 10 }; /* a line through fewer is a guess */

/* All zero: no point yet. */
struct trend {
	size_t points;
	double mean_x, mean_y;
	double xx, xy, yy; /* sums of products of the distances from the means */
};

void trend_add(struct trend *t, double x, double y);

/* In y per x. False: too few points, or all at one x. */
bool trend_slope(const struct trend *t, double *slope);

/*
 * R²: the share, 0 to 1, of the points' scatter that the line explains. False where there is no
 * line, and for points all at one y: no scatter, nothing to explain.
 */
bool trend_r2(const struct trend *t, double *r2);

/* The x at which the line comes to y. False where it never does. */
bool trend_reaches(const struct trend *t, double y, double *x);

#endif
