/* SPDX-License-Identifier: MIT */
/* step_edges: which edge a stop is, told by the process's name alone. */
#include "unit.h"

#include "run/step_edges.h"

static const char *const edge_text[] = {
	[EDGE_BEFORE] = "before",
	[EDGE_AFTER] = "after",
	[EDGE_FOREIGN] = "foreign",
	[EDGE_BROKEN] = "broken",
};

/* Each word of stops is the name at a stop and what it must be: "malloc:before lazy:after". */
static void want_edges(const char *lab, const char *stops)
{
	char copy[512], *save, *word;
	struct edges e;
	int number = 0;

	edges_start(&e, lab);
	snprintf(copy, sizeof(copy), "%s", stops);
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *wanted = strchr(word, ':'), row[600];

		*wanted++ = '\0';
		snprintf(row, sizeof(row), "stop %d of \"%s\"", ++number, stops);
		want_text(row, wanted, edge_text[edges_next(&e, word)]);
	}
}

static void steps_follow_each_other(void **state)
{
	(void)state;
	want_edges("lazy", "null:before lazy:after malloc:before lazy:after "
			   "memset:before lazy:after");
}

static void the_same_step_may_come_again(void **state)
{
	(void)state;
	want_edges("lazy", "a:before lazy:after a:before lazy:after");
}

static void foreign_stops_are_told_between_and_inside_steps(void **state)
{
	(void)state;
	want_edges("lazy", "lazy:foreign lazy:foreign a:before a:foreign a:foreign lazy:after "
			   "lazy:foreign b:before lazy:after lazy:foreign");
}

static void a_step_left_by_break_is_broken(void **state)
{
	(void)state;
	want_edges("lazy", "a:before b:broken");
	want_edges("lazy", "a:before a:foreign b:broken");
	want_edges("lazy", "a:before aa:broken");
	want_edges("lazy", "a:before :broken");
}

/* The kernel keeps 15 bytes of a name. */
static void long_names_are_cut_as_the_kernel_cuts_them(void **state)
{
	(void)state;
	want_edges("a-lab-with-a-very-long-name",
		   "a-lab-with-a-ve:foreign fifteen-bytes-x:before fifteen-bytes-x:foreign "
		   "a-lab-with-a-ve:after");
}

static void names_that_begin_alike_are_told_apart(void **state)
{
	(void)state;
	want_edges("lazy", "lazy2:before lazy:after laz:before lazy:after");
	want_edges("lazy", "Lazy:before lazy:after");
}

static void a_step_of_the_labs_own_name_is_never_an_edge(void **state)
{
	(void)state;
	want_edges("lazy", "lazy:foreign lazy:foreign");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(steps_follow_each_other, "steps follow each other"),
		TEST(the_same_step_may_come_again, "the same step may come again"),
		TEST(foreign_stops_are_told_between_and_inside_steps,
		     "foreign stops are told between and inside steps"),
		TEST(a_step_left_by_break_is_broken, "a step left by break is broken"),
		TEST(long_names_are_cut_as_the_kernel_cuts_them,
		     "long names are cut as the kernel cuts them"),
		TEST(names_that_begin_alike_are_told_apart,
		     "names that begin alike are told apart"),
		TEST(a_step_of_the_labs_own_name_is_never_an_edge,
		     "a step of the lab's own name is never an edge"),
	};

	return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
