/* SPDX-License-Identifier: MIT */
#include "util/linear_fit.h"

/*
 * Welford's way: distances from a mean that moves with each point. Sums of squares, subtracted at
 * the end, would lose a small slope on a large memory to rounding.
 */
void trend_add(struct trend *t, double x, double y)
{
	const double dx = x - t->mean_x, dy = y - t->mean_y, n = (double)++t->points;

	t->mean_x += dx / n;
	t->mean_y += dy / n;
	t->xx += dx * (x - t->mean_x);
	t->xy += dx * (y - t->mean_y);
	t->yy += dy * (y - t->mean_y);
}

bool trend_slope(const struct trend *t, double *slope)
{
	if (t->points < TREND_POINTS_MIN || t->xx <= 0)
		return false;
	*slope = t->xy / t->xx;
	return true;
}

bool trend_r2(const struct trend *t, double *r2)
{
	double slope;

	if (!trend_slope(t, &slope) || t->yy <= 0)
		return false;
	*r2 = slope * t->xy / t->yy;
	return true;
}

bool trend_reaches(const struct trend *t, double y, double *x)
{
	double slope;

	if (!trend_slope(t, &slope) || (y > t->mean_y ? slope <= 0 : slope >= 0))
		return false;
	*x = t->mean_x + (y - t->mean_y) / slope;
	return true;
}
