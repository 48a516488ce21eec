/* SPDX-License-Identifier: MIT */
/* scratch: only a name that a lab gives is taken for a lab's. */
#include "unit.h"

#include "run/scratch.h"

static void only_a_labs_own_names_have_an_owner(void **state)
{
	static const struct {
		const char *name;
		pid_t owner;
	} rows[] = {
		{"pagelab-12-abcDEF", 12},
		{"pagelab-2147483647-aaaaaa", 2147483647},
		{"pagelab-2147483648-aaaaaa", 0},
		{"pagelab-99999999999999999999-aaaaaa", 0},
		{"pagelab-12-abcDE", 0},
		{"pagelab-12-abcDEFG", 0},
		{"pagelab-12-", 0},
		{"pagelab-12", 0},
		{"pagelab-0-abcdef", 0},
		{"pagelab--1-abcdef", 0},
		{"pagelab- 1-abcdef", 0},
		{"pagelab-+1-abcdef", 0},
		{"pagelab-abcdef", 0},
		{"pagelab-", 0},
		{"xpagelab-12-abcdef", 0},
		{"", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_int(rows[i].name, rows[i].owner, scratch_owner(rows[i].name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_a_labs_own_names_have_an_owner, "only a lab's own names have an owner"),
	};

	return cmocka_run_group_tests_name("scratch", tests, NULL, NULL);
}
