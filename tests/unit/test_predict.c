/* SPDX-License-Identifier: MIT */
/* Guesses: which are asked for, how an answer is read, what is said of it. */
#include "model/predict.h"
#include "unit.h"

static struct labconf conf = {
	.step = {{.name = "touch"}, {.name = "rest"}},
	.steps = 2,
	.guess = {{.step = 1, .column = "m:signal", .question = "Which?"}},
	.guesses = 1,
};

static struct message expect(const char *role, const char *column)
{
	struct message m = {.kind = MESSAGE_EXPECT, .relation = RELATION_EQUAL};

	snprintf(m.role, sizeof(m.role), "%s", role);
	snprintf(m.name, sizeof(m.name), "%s", column);
	return m;
}

static void want_chosen(const char *step, const struct message *expected, size_t count,
			const char *wanted)
{
	struct guess guess[PREDICT_MOST];
	char found[200] = "";
	const size_t n = predict_choose(&conf, step, expected, count, guess);

	for (size_t i = 0; i < n; i++) {
		strcat(found, guess[i].column);
		strcat(found, ",");
	}
	want_text(step, wanted, found);
}

static void those_that_teach_most_are_asked_for(void **state)
{
	const struct message all[] = {expect("lab", "vm_size_kib"),  expect("lab", "anonymous_kib"),
				      expect("lab", "vm_rss_kib"),   expect("lab", "majflt_total"),
				      expect("lab", "minflt_total"), expect("lab", "vm_pte_kib")};
	const struct message small[] = {expect("lab", "vm_pte_kib"),
					expect("lab", "anonymous_kib")};
	const struct message others[] = {expect("child", "minflt_total"), expect("lab", "m:killed"),
					 expect("group", "cg_oom_kill_total")};
	const struct message measures[] = {expect("lab", "m:one"), expect("lab", "m:two"),
					   expect("lab", "m:one")};

	(void)state;
	want_chosen("touch", all, COUNT(all), "vm_rss_kib,minflt_total,majflt_total,");
	want_chosen("touch", small, COUNT(small), "anonymous_kib,vm_pte_kib,");
	want_chosen("touch", others, COUNT(others), "cg_oom_kill_total,");
	want_chosen("touch", measures, COUNT(measures), "m:one,m:two,");
	want_chosen("touch", NULL, 0, "");
	want_chosen("no-such-step", small, COUNT(small), "anonymous_kib,vm_pte_kib,");
	want_chosen("rest", all, COUNT(all), "m:signal,");
}

static struct guess about(const char *column)
{
	struct guess g;

	predict_about(&g, column);
	return g;
}

static void an_answer_is_read_as_people_type_it(void **state)
{
	static const struct {
		const char *answer, *column;
		struct value wanted;
	} rows[] = {
		{"100", "vm_rss_kib", IS(102400)},
		{" 100 MiB\r", "vm_rss_kib", IS(102400)},
		{"0.5", "vm_rss_kib", IS(512)},
		{"-4k", "vm_rss_kib", IS(-4)},
		{"102,400 kB", "vm_rss_kib", IS(102400)},
		{"1G", "vm_rss_kib", IS(1048576)},
		{"4096 bytes", "vm_rss_kib", IS(4)},
		{"1", "cg_current_bytes", IS(1048576)},
		{"64K", "cg_current_bytes", IS(65536)},
		{"0", "minflt_total", IS(0)},
		{"25,600", "minflt_total", IS(25600)},
		{"+3", "minflt_total", IS(3)},
		{"11", "m:signal", IS(11)},
		{"16", "m:slope_kib_per_s", IS(16384)},
		{"16000 KiB", "m:slope_kib_per_s", IS(16000)},
		{"900 ns", "m:ns_per_switch", IS(900)},
		{"1 ms", "m:ns_per_switch", {0, false}},
		{"16,384 pages", "m:touched_pages", IS(16384)},
		{"3번", "minflt_total", IS(3)},
		{"3 페이지", "m:touched_pages", IS(3)},
		{"3 pages", "vm_rss_kib", {0, false}},
		{"4", "m:observed_death_ms", IS(4)},
		{"4 ms", "m:observed_death_ms", IS(4)},
		{"many", "minflt_total", {0, false}},
		{"1,5", "vm_rss_kib", {0, false}},
		{"1,234,567", "minflt_total", IS(1234567)},
		{",100", "minflt_total", {0, false}},
		{"1,,000", "minflt_total", {0, false}},
		{"1,0000", "minflt_total", {0, false}},
		{"100 apples", "vm_rss_kib", {0, false}},
		{"3 MiB", "minflt_total", {0, false}},
		{"1e3", "minflt_total", {0, false}},
		{"0x10", "minflt_total", {0, false}},
		{"nan", "minflt_total", {0, false}},
		{"inf", "vm_rss_kib", {0, false}},
		{"-", "vm_rss_kib", {0, false}},
		{"1-2", "minflt_total", {0, false}},
		{"", "minflt_total", {0, false}},
		{"k", "vm_rss_kib", {0, false}},
		{"99999999999999999999", "minflt_total", {0, false}},
		{"9999999999T", "vm_rss_kib", {0, false}},
		{"1111111111111111111111111111111111111111111111111111111111111111111111",
		 "minflt_total",
		 {0, false}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct guess g = about(rows[i].column);
		struct value found;

		want_true(rows[i].answer,
			  predict_parse(rows[i].answer, &g, &found) == rows[i].wanted.known);
		want_true(rows[i].answer, found.known == rows[i].wanted.known);
		want_int(rows[i].answer, rows[i].wanted.n, found.n);
	}
}

static void what_is_said_of_a_guess(void **state)
{
	static const struct {
		const char *column;
		struct value guess, observed;
		const char *wanted;
	} rows[] = {
		{"minflt_total", {0, false}, IS(5), ""},
		{"minflt_total", IS(5), {0, false}, "not available here"},
		{"minflt_total", IS(1), IS(25600), "25,600 x the guess"},
		{"minflt_total", IS(100), IS(1), "1/100 of the guess"},
		{"minflt_total", IS(2), IS(3), "1.5 x the guess"},
		{"minflt_total", IS(0), IS(0), "as guessed"},
		{"minflt_total", IS(7), IS(0), "it did not move"},
		{"minflt_total", IS(0), IS(7), "it did move"},
		{"vm_rss_kib", IS(102400), IS(102404), "as guessed"},
		{"vm_rss_kib", IS(102400), IS(-102404), "the other way"},
		{"m:hog_died", IS(1), IS(0), "not as guessed"},
		{"m:hog_died", IS(0), IS(1), "not as guessed"},
		{"m:hog_died", IS(1), IS(1), "as guessed"},
		{"m:touched_pages", IS(10000), IS(16000), "1.6 x the guess"},
		{"m:slope_kib_per_s", IS(8000), IS(16000), "2 x the guess"},
		{"m:in_cache_kib", IS(65536), IS(0), "not as guessed"},
		{"m:free_kib", IS(1), IS(11), "11 x the guess"},
	};
	char remark[80];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct guess g = about(rows[i].column);

		g.guess = rows[i].guess;
		g.observed = rows[i].observed;
		want_text(rows[i].wanted, rows[i].wanted,
			  predict_remark(&g, remark, sizeof(remark)));
	}
}

/* 137 and 139 are near each other, and two ends of two programs. */
static void a_code_is_the_same_or_another(void **state)
{
	static const struct {
		const char *unit;
		int64_t guess, observed;
		const char *wanted;
	} rows[] = {
		{"number", 137, 139, "not as guessed"}, {"number", 139, 139, "as guessed"},
		{"number", 1, 11, "not as guessed"},	{"value", 1, 2, "not as guessed"},
		{"pages", 137, 139, "as guessed"},	{"pages", 1, 11, "11 x the guess"},
	};
	char remark[80];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct guess g = about("m:shell_shows");

		g.guess = known(rows[i].guess);
		g.observed = known(rows[i].observed);
		predict_measured(&g, rows[i].unit);
		want_text(rows[i].unit, rows[i].wanted, predict_remark(&g, remark, sizeof(remark)));
	}
}

static void a_number_is_shown_with_its_unit(void **state)
{
	static const struct {
		const char *column;
		struct value value;
		const char *wanted;
	} rows[] = {
		{"vm_rss_kib", IS(102400), "100 MiB"},
		{"vm_rss_kib", IS(102404), "102,404 kB"},
		{"vm_rss_kib", IS(-4), "-4 kB"},
		{"vm_rss_kib", IS(0), "0"},
		{"cg_current_bytes", IS(4096), "4 kB"},
		{"cg_current_bytes", IS(1), "1 bytes"},
		{"minflt_total", IS(25600), "25,600"},
		{"m:gone_ns", IS(1500), "1,500 ns"},
		{"m:signal", IS(9), "9"},
		{"minflt_total", {0, false}, ""},
	};
	char out[48];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct guess g = about(rows[i].column);

		want_text(rows[i].wanted, rows[i].wanted,
			  predict_show(&g, rows[i].value, out, sizeof(out)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(those_that_teach_most_are_asked_for, "those that teach most are asked for"),
		TEST(an_answer_is_read_as_people_type_it, "an answer is read as people type it"),
		TEST(what_is_said_of_a_guess, "what is said of a guess"),
		TEST(a_code_is_the_same_or_another, "a code is the same or another"),
		TEST(a_number_is_shown_with_its_unit, "a number is shown with its unit"),
	};

	return cmocka_run_group_tests_name("predict", tests, NULL, NULL);
}
