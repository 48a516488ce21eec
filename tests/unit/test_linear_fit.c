/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "util/linear_fit.h"

static bool near(double found, double wanted, double slack)
{
	return found >= wanted - slack && found <= wanted + slack;
}

static struct trend line(double first_x, double slope, double at_zero, int points)
{
	struct trend t = {0};

	for (int i = 0; i < points; i++)
		trend_add(&t, first_x + i, at_zero + slope * (first_x + i));
	return t;
}

static void a_straight_line_is_found_again(void **state)
{
	const struct trend t = line(0, 16000, 260, 4000);
	double slope, r2, x;

	(void)state;
	assert_true(trend_slope(&t, &slope));
	assert_true(near(slope, 16000, 1e-6));
	assert_true(trend_r2(&t, &r2));
	assert_true(near(r2, 1, 1e-12));
	assert_true(trend_reaches(&t, 260 + 16000 * 9000.0, &x));
	assert_true(near(x, 9000, 1e-6));
}

/* Anscombe's first quartet, known from every book of statistics. */
static void scattered_points_give_the_textbook_line(void **state)
{
	static const double points[][2] = {{10, 8.04},	{8, 6.95},  {13, 7.58}, {9, 8.81},
					   {11, 8.33},	{14, 9.96}, {6, 7.24},	{4, 4.26},
					   {12, 10.84}, {7, 4.82},  {5, 5.68}};
	struct trend t = {0};
	double slope, r2;

	(void)state;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		trend_add(&t, points[i][0], points[i][1]);
	assert_true(trend_slope(&t, &slope));
	assert_true(near(slope, 0.500091, 1e-6));
	assert_true(trend_r2(&t, &r2));
	assert_true(near(r2, 0.666542, 1e-6));
}

static void a_flat_line_has_slope_zero_and_no_r2(void **state)
{
	const struct trend t = line(0, 0, 2540, 1000);
	double slope, r2, x;

	(void)state;
	assert_true(trend_slope(&t, &slope));
	assert_true(near(slope, 0, 0));
	assert_false(trend_r2(&t, &r2));
	assert_false(trend_reaches(&t, 65536, &x));
	assert_false(trend_reaches(&t, 0, &x));
}

static void a_falling_line_never_reaches_a_limit_above_it(void **state)
{
	const struct trend t = line(0, -5, 1000, 100);
	double x;

	(void)state;
	assert_false(trend_reaches(&t, 65536, &x));
	assert_true(trend_reaches(&t, 0, &x));
	assert_true(near(x, 200, 1e-9));
}

static void too_few_points_or_all_at_one_time_are_no_line(void **state)
{
	const struct trend none = {0}, few = line(0, 1, 0, TREND_POINTS_MIN - 1),
			   enough = line(0, 1, 0, TREND_POINTS_MIN);
	struct trend upright = {0};
	double slope;

	(void)state;
	for (int i = 0; i < 100; i++)
		trend_add(&upright, 7, i);
	assert_false(trend_slope(&none, &slope));
	assert_false(trend_slope(&few, &slope));
	assert_true(trend_slope(&enough, &slope));
	assert_false(trend_slope(&upright, &slope));
}

/* A program of 1 TiB that leaks 1 KiB a second, seen after a year: sums of squares lose it. */
static void a_small_slope_on_a_large_memory_is_not_lost(void **state)
{
	const struct trend t = line(3.15e7, 1, 1099511627776.0 / 1024, 1000);
	double slope, r2;

	(void)state;
	assert_true(trend_slope(&t, &slope));
	assert_true(near(slope, 1, 1e-6));
	assert_true(trend_r2(&t, &r2));
	assert_true(near(r2, 1, 1e-6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_straight_line_is_found_again),
		cmocka_unit_test(scattered_points_give_the_textbook_line),
		cmocka_unit_test(a_flat_line_has_slope_zero_and_no_r2),
		cmocka_unit_test(a_falling_line_never_reaches_a_limit_above_it),
		cmocka_unit_test(too_few_points_or_all_at_one_time_are_no_line),
		cmocka_unit_test(a_small_slope_on_a_large_memory_is_not_lost),
	};

	return cmocka_run_group_tests_name("trend", tests, NULL, NULL);
}
