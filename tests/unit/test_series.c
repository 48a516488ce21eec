/* SPDX-License-Identifier: MIT */
/* series: which runs are counted together, and what the median and the range of them are. */
#include "unit.h"

#include "record/series.h"

struct made {
	const char *id;
	int64_t size_bytes, faults, expected;
};

/* A run of one step, on the heap as series takes it. */
static struct recorded *run_of(const struct made *m)
{
	struct recorded *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	strcpy(r->lab, "lazy");
	strcpy(r->host, "here");
	snprintf(r->id, sizeof(r->id), "%s", m->id);
	r->page_bytes = known(4096);
	r->size_bytes = m->size_bytes ? known(m->size_bytes) : unknown;
	r->step = calloc(1, sizeof(*r->step));
	assert_non_null(r->step);
	r->steps = 1;
	r->step[0].seq = 1;
	strcpy(r->step[0].name, "memset");
	struct ledger_row *row = ledger_add(&r->step[0].ledger);
	assert_non_null(row);
	strcpy(row->role, "lab");
	strcpy(row->column, "minflt_total");
	row->metric = metric_find(row->column);
	row->delta = known(m->faults);
	row->relation = m->expected ? RELATION_EQUAL : RELATION_NONE;
	row->expected = m->expected;
	return r;
}

static void add_all(struct series *s, const struct made *made, size_t count)
{
	for (size_t i = 0; i < count; i++)
		series_add(s, run_of(&made[i]), false, NULL);
}

static void the_median_and_the_range_are_of_the_runs_of_one_size(void **state)
{
	static const struct made made[] = {{"1", 8, 30, 10}, {"2", 8, 10, 10}, {"3", 8, 20, 10},
					   {"4", 16, 7, 7},  {"5", 16, 9, 7},  {"6", 0, 99, 1}};
	static struct series s;
	struct series_row row;
	int64_t sizes[SERIES_MAX];

	(void)state;
	add_all(&s, made, COUNT(made));
	want_int("sizes", 2, series_sizes(&s));
	want_int("listed", 2, series_list_sizes(&s, sizes));
	want_int("the smallest first", 8, sizes[0]);
	want_true("8", series_row(&s, "memset", "lab", "minflt_total", known(8), &row));
	want_int("runs", 3, row.runs);
	want_int("median", 20, row.median);
	want_int("smallest", 10, row.smallest);
	want_int("largest", 30, row.largest);
	want_true("theory", row.one_theory);
	want_true("16", series_row(&s, "memset", "lab", "minflt_total", known(16), &row));
	want_int("the mean of two", 8, row.median);
	want_true("none", series_row(&s, "memset", "lab", "minflt_total", unknown, &row));
	want_int("only the one without a size", 1, row.runs);
	want_false("32", series_row(&s, "memset", "lab", "minflt_total", known(32), &row));
	want_false("column", series_row(&s, "memset", "lab", "majflt_total", known(8), &row));
	want_false("step", series_row(&s, "free", "lab", "minflt_total", known(8), &row));
	series_free(&s);
}

static void the_median_of_the_largest_numbers_does_not_overflow(void **state)
{
	static const struct made made[] = {{"1", 8, INT64_MAX, 0}, {"2", 8, INT64_MAX - 2, 0}};
	static struct series s;
	struct series_row row;

	(void)state;
	add_all(&s, made, COUNT(made));
	want_true("row", series_row(&s, "memset", "lab", "minflt_total", known(8), &row));
	want_int("median", INT64_MAX - 1, row.median);
	series_free(&s);
}

static void theory_that_is_not_the_same_in_all_runs_is_not_one(void **state)
{
	static const struct made made[] = {{"1", 8, 10, 10}, {"2", 8, 10, 11}};
	static struct series s;
	struct series_row row;

	(void)state;
	add_all(&s, made, COUNT(made));
	want_true("row", series_row(&s, "memset", "lab", "minflt_total", known(8), &row));
	want_false("one theory", row.one_theory);
	series_free(&s);
}

static void only_a_newer_run_that_was_asked_for_leads(void **state)
{
	static const struct made made[] = {
		{"2", 8, 2, 0}, {"1", 8, 1, 0}, {"9", 8, 9, 0}, {"3", 8, 3, 0}};
	static struct series s;

	(void)state;
	series_add(&s, run_of(&made[0]), true, NULL);
	series_add(&s, run_of(&made[1]), true, NULL);
	series_add(&s, run_of(&made[2]), false, NULL);
	want_text("head", "2", s.head->id);
	series_add(&s, run_of(&made[3]), true, NULL);
	want_text("head", "3", s.head->id);
	want_text("and first", "3", s.run[0]->id);
	want_int("all are counted", 4, s.count);
	series_add(&s, run_of(&made[1]), true, NULL);
	want_int("each once", 4, s.count);
	want_int("a copy", 1, s.copies);
	series_free(&s);
}

static void what_check_refuses_is_named_and_not_counted_but_may_lead(void **state)
{
	static const struct made made[] = {{"1", 8, 1, 0}, {"2", 8, 2, 0}, {"0", 8, 3, 0}};
	static struct series s;

	(void)state;
	series_add(&s, run_of(&made[0]), true, NULL);
	series_add(&s, run_of(&made[1]), true, "cut\033 off");
	struct recorded *copied = run_of(&made[2]);
	strcpy(copied->folder, "results/lazy/a-copy");
	series_add(&s, copied, true, "edited");
	want_text("head", "2", s.head->id);
	want_int("counted", 1, s.count);
	want_int("refused", 2, s.refused);
	want_text("name", "2", s.refusal[0].name);
	want_text("why", "cut? off", s.refusal[0].why);
	want_text("as its folder is called", "a-copy", s.refusal[1].name);
	series_free(&s);
}

static void runs_of_others_are_no_fellows(void **state)
{
	static const struct made made[] = {{"1", 8, 1, 0}, {"2", 16, 2, 0}};
	static struct series s;
	struct recorded *other = run_of(&made[1]);

	(void)state;
	series_add(&s, run_of(&made[0]), true, NULL);
	want_true("another size", series_is_fellow(&s, other));
	other->page_bytes = known(16384);
	want_false("another page", series_is_fellow(&s, other));
	other->page_bytes = unknown;
	want_false("no page", series_is_fellow(&s, other));
	other->page_bytes = known(4096);
	strcpy(other->seed, "2025");
	want_false("another student", series_is_fellow(&s, other));
	other->seed[0] = '\0';
	strcpy(other->host, "there");
	want_false("another machine", series_is_fellow(&s, other));
	recorded_free(other);
	free(other);
	series_free(&s);
}

static void more_runs_than_fit_are_counted_as_left_out(void **state)
{
	static struct series s;
	char id[16];

	(void)state;
	for (int i = 0; i < SERIES_MAX + 3; i++) {
		const struct made made = {id, 8, i, 0};

		snprintf(id, sizeof(id), "%04d", i);
		series_add(&s, run_of(&made), true, NULL);
	}
	want_int("counted", SERIES_MAX, s.count);
	want_int("beyond", 3, s.beyond);
	series_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_median_and_the_range_are_of_the_runs_of_one_size,
		     "the median and the range are of the runs of one size"),
		TEST(the_median_of_the_largest_numbers_does_not_overflow,
		     "the median of the largest numbers does not overflow"),
		TEST(theory_that_is_not_the_same_in_all_runs_is_not_one,
		     "theory that is not the same in all runs is not one"),
		TEST(only_a_newer_run_that_was_asked_for_leads,
		     "only a newer run that was asked for leads"),
		TEST(what_check_refuses_is_named_and_not_counted_but_may_lead,
		     "what check refuses is named and not counted, but may lead"),
		TEST(runs_of_others_are_no_fellows, "runs of others are no fellows"),
		TEST(more_runs_than_fit_are_counted_as_left_out,
		     "more runs than fit are counted as left out"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
