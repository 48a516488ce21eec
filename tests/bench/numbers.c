/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "numbers.h"

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double numbers_share(double *list, size_t count, double share)
{
	size_t at = (size_t)(share * (double)count);

	if (!count)
		return NAN;
	qsort(list, count, sizeof(*list), by_size);
	/* at numbers lie below list[at]: one step back when that is the whole share already */
	if (at > 0 && (double)at >= share * (double)count)
		at--;
	return list[at < count ? at : count - 1];
}

double numbers_median(double *list, size_t count)
{
	return numbers_share(list, count, 0.5);
}

static double median_of(const double *a, const double *b, size_t count,
			double (*combine)(double, double))
{
	double list[count + 1];

	for (size_t i = 0; i < count; i++)
		list[i] = combine(a[i], b[i]);
	return numbers_median(list, count);
}

static double ratio(double a, double b)
{
	return a / b;
}

static double difference(double a, double b)
{
	return a - b;
}

double numbers_median_ratio(const double *a, const double *b, size_t count)
{
	return median_of(a, b, count, ratio);
}

double numbers_median_difference(const double *a, const double *b, size_t count)
{
	return median_of(a, b, count, difference);
}
