/* SPDX-License-Identifier: MIT */
/* parse: hostile texts in, values or unknown out. */
#include "unit.h"

#include "kernel/parse.h"

/* A text that does not end in NUL, into values that all are `old`. */
static void parse_over(struct value old, enum source source, const char *text, size_t len,
		       struct learned *learned, struct value values[METRICS_MAX])
{
	char *copy = exact(text, len);

	for (size_t i = 0; i < METRICS_MAX; i++)
		values[i] = old;
	parse_source(source, copy, len, learned, values);
	free(copy);
}

static void parse_into(enum source source, const char *text, size_t len, struct learned *learned,
		       struct value values[METRICS_MAX])
{
	parse_over(known(77), source, text, len, learned, values);
}

static struct value parsed(enum source source, const char *text, const char *column)
{
	struct learned learned = {0};
	struct value values[METRICS_MAX];

	parse_into(source, text, strlen(text), &learned, values);
	assert_true(metric_find(column) >= 0);
	return values[metric_find(column)];
}

static void keyed_texts_give_the_number_of_their_key_or_nothing(void **state)
{
	static const struct {
		const char *row, *text, *column;
		struct value wanted;
	} rows[] = {
		{"plain", "VmRSS:\t    1204 kB\n", "vm_rss_kib", IS(1204)},
		{"no final newline", "VmRSS:\t1204 kB", "vm_rss_kib", IS(1204)},
		{"ends behind the number", "VmRSS:\t1204", "vm_rss_kib", IS(1204)},
		{"no blank behind the colon", "VmRSS:1204 kB\n", "vm_rss_kib", IS(1204)},
		{"CRLF, no unit", "VmRSS:\t1204\r\nVmSize:\t9\r\n", "vm_rss_kib", IS(1204)},
		{"CRLF, with a unit", "VmPeak:\t1 kB\r\nVmRSS:\t9 kB\r\n", "vm_rss_kib", IS(9)},
		{"other order", "VmSwap:\t3 kB\nVmRSS:\t2 kB\nVmPeak:\t1 kB\n", "vm_peak_kib",
		 IS(1)},
		{"key missing", "VmPeak:\t1 kB\n", "vm_rss_kib", NONE},
		{"empty text", "", "vm_rss_kib", NONE},
		{"only newlines", "\n\n\n", "vm_rss_kib", NONE},
		{"the first of two keys counts", "VmRSS:\t1\nVmRSS:\t2\n", "vm_rss_kib", IS(1)},
		{"a bad first key is not mended by a second", "VmRSS:\tx\nVmRSS:\t2\n",
		 "vm_rss_kib", NONE},
		{"key with a longer name", "VmRSSx:\t5 kB\n", "vm_rss_kib", NONE},
		{"key with a longer name before it", "VmRSSx:\t5 kB\nVmRSS:\t6 kB\n", "vm_rss_kib",
		 IS(6)},
		{"key with a shorter name", "VmRS:\t5 kB\n", "vm_rss_kib", NONE},
		{"key cut at the end", "VmRSS", "vm_rss_kib", NONE},
		{"key and colon at the end", "VmRSS:", "vm_rss_kib", NONE},
		{"key and blanks at the end", "VmRSS:\t   ", "vm_rss_kib", NONE},
		{"the number is not taken from the next line", "VmRSS:\n7\n", "vm_rss_kib", NONE},
		{"key not at the start of the line", " VmRSS:\t5 kB\n", "vm_rss_kib", NONE},
		{"key in a value", "Name:\tVmRSS: 5\nVmRSS:\t6 kB\n", "vm_rss_kib", IS(6)},
		{"another case", "vmrss:\t5 kB\n", "vm_rss_kib", NONE},
		{"INT64_MAX", "VmRSS:\t9223372036854775807 kB\n", "vm_rss_kib", IS(INT64_MAX)},
		{"INT64_MAX + 1", "VmRSS:\t9223372036854775808 kB\n", "vm_rss_kib", NONE},
		{"UINT64_MAX", "VmRSS:\t18446744073709551615 kB\n", "vm_rss_kib", NONE},
		{"far too long", "VmRSS:\t99999999999999999999999999999999\n", "vm_rss_kib", NONE},
		{"leading zeros", "VmRSS:\t0000000000000000000000042 kB\n", "vm_rss_kib", IS(42)},
		{"negative", "VmRSS:\t-4 kB\n", "vm_rss_kib", IS(-4)},
		{"a minus alone", "VmRSS:\t- kB\n", "vm_rss_kib", NONE},
		{"a plus", "VmRSS:\t+4 kB\n", "vm_rss_kib", NONE},
		{"unit without a blank", "VmRSS:\t4kB\n", "vm_rss_kib", NONE},
		{"a fraction", "VmRSS:\t4.5 kB\n", "vm_rss_kib", NONE},
		{"hexadecimal", "VmRSS:\t0x10 kB\n", "vm_rss_kib", NONE},
		{"two colons", "VmRSS::\t4 kB\n", "vm_rss_kib", NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_value(rows[i].row, rows[i].wanted,
			   parsed(SOURCE_STATUS, rows[i].text, rows[i].column));
}

static void keys_that_begin_alike_are_told_apart(void **state)
{
	static const struct {
		enum source source;
		const char *text, *column;
		struct value wanted;
	} rows[] = {
		{SOURCE_MEMINFO, "Active(anon): 5 kB\n", "active_kib", NONE},
		{SOURCE_MEMINFO, "Active(anon): 5 kB\nActive: 6 kB\n", "active_kib", IS(6)},
		{SOURCE_MEMINFO, "Active: 6 kB\nActive(anon): 5 kB\n", "active_anon_kib", IS(5)},
		{SOURCE_MEMINFO, "SwapCached: 1 kB\nCached: 2 kB\n", "cached_kib", IS(2)},
		{SOURCE_MEMINFO, "WritebackTmp: 1 kB\nWriteback: 2 kB\n", "writeback_kib", IS(2)},
		{SOURCE_MEMINFO, "Zswapped: 1 kB\nZswap: 2 kB\n", "zswap_kib", IS(2)},
		{SOURCE_MEMINFO, "Hugepagesize: 2048 kB\nHugetlb: 4 kB\n", "hugetlb_kib", IS(4)},
		{SOURCE_VMSTAT, "pgfault_x 1\npgfault 2\n", "sys_pgfault_total", IS(2)},
		{SOURCE_VMSTAT, "oom_kill 12\n", "sys_oom_kill_total", IS(12)},
		{SOURCE_ROLLUP, "Pss_Anon: 1 kB\nPss: 2 kB\n", "pss_kib", IS(2)},
		{SOURCE_ROLLUP, "SwapPss: 1 kB\nSwap: 2 kB\n", "swap_kib", IS(2)},
		{SOURCE_CG_EVENTS, "oom_kill 3\noom 4\n", "cg_oom_total", IS(4)},
		{SOURCE_CG_EVENTS, "oom_group_kill 9\noom_kill 3\n", "cg_oom_kill_total", IS(3)},
		{SOURCE_CG_STAT, "anon_thp 1\nanon 2\n", "cg_anon_bytes", IS(2)},
		{SOURCE_CG_STAT, "file_mapped 1\nfile 2\n", "cg_file_bytes", IS(2)},
		{SOURCE_CG_STAT, "kernel_stack 49152\n", "cg_kernel_bytes", NONE},
		{SOURCE_CG1_STAT, "rss 1\ntotal_rss_huge 2\n", "cg_anon_bytes", NONE},
		{SOURCE_CG1_STAT, "total_rss_huge 2\ntotal_rss 3\n", "cg_anon_bytes", IS(3)},
		{SOURCE_CG1_OOM_CONTROL, "oom_kill_disable 1\n", "cg_oom_kill_total", NONE},
		{SOURCE_CG1_OOM_CONTROL, "oom_kill_disable 0\nunder_oom 0\noom_kill 8\n",
		 "cg_oom_kill_total", IS(8)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_value(rows[i].text, rows[i].wanted,
			   parsed(rows[i].source, rows[i].text, rows[i].column));
}

static void a_number_is_whole_and_fits_or_is_unknown(void **state)
{
	static const struct {
		const char *text;
		struct value wanted;
		size_t read; /* how far *s moves */
	} rows[] = {
		{"0", IS(0), 1},
		{"-0", IS(0), 2},
		{"12 34", IS(12), 2},
		{"12\t", IS(12), 2},
		{"12\n", IS(12), 2},
		{"12\r\n", IS(12), 2},
		{"9223372036854775807", IS(INT64_MAX), 19},
		{"-9223372036854775807", IS(-INT64_MAX), 20},
		{"-9223372036854775808", IS(INT64_MIN), 20},
		{"-9223372036854775809", NONE, 0},
		{"9223372036854775808", NONE, 0},
		{"", NONE, 0},
		{"-", NONE, 0},
		{"--1", NONE, 0},
		{" 1", NONE, 0},
		{"1x", NONE, 0},
		{"1,000", NONE, 0},
		{"max", NONE, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = strlen(rows[i].text);
		char *copy = exact(rows[i].text, len);
		const char *s = copy;
		struct value found = parse_number(&s, copy + len);
		const size_t read = (size_t)(s - copy);

		free(copy);
		want_value(rows[i].text, rows[i].wanted, found);
		want_int(rows[i].text, rows[i].read, read);
	}
}

static void max_and_v1s_largest_number_are_no_limit(void **state)
{
	static const struct {
		enum source source;
		const char *text;
		struct value wanted;
	} rows[] = {
		{SOURCE_CG_MAX, "max\n", NONE},
		{SOURCE_CG_MAX, "max", NONE},
		{SOURCE_CG_MAX, "", NONE},
		{SOURCE_CG_MAX, "\n", NONE},
		{SOURCE_CG_MAX, "0\n", IS(0)},
		{SOURCE_CG_MAX, "67108864\n", IS(67108864)},
		{SOURCE_CG_MAX, "67108864", IS(67108864)},
		{SOURCE_CG1_LIMIT, "9223372036854771712\n", NONE}, /* 4 KiB pages */
		{SOURCE_CG1_LIMIT, "9223372036854710272\n", NONE}, /* 64 KiB pages */
		{SOURCE_CG1_LIMIT, "9223372036854775807\n", NONE},
		{SOURCE_CG1_LIMIT, "18446744073709551615\n", NONE},
		{SOURCE_CG1_LIMIT, "1152921504606846976\n", IS(1152921504606846976)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_value(rows[i].text, rows[i].wanted,
			   parsed(rows[i].source, rows[i].text, "cg_max_bytes"));
}

static void scores_may_be_negative(void **state)
{
	(void)state;
	want_value("adj", known(-1000), parsed(SOURCE_OOM_SCORE_ADJ, "-1000\n", "oom_score_adj"));
	want_value("score", known(1334), parsed(SOURCE_OOM_SCORE, "1334\n", "oom_score"));
	want_value("text", unknown, parsed(SOURCE_OOM_SCORE, "none\n", "oom_score"));
}

static void pressure_texts_give_their_totals(void **state)
{
	static const char whole[] = "some avg10=0.00 avg60=1.53 avg300=0.02 total=1625639\n"
				    "full avg10=0.00 avg60=0.00 avg300=0.00 total=1013195\n";
	static const struct {
		const char *text;
		struct value some, full;
	} rows[] = {
		{whole, IS(1625639), IS(1013195)},
		{"full total=2\nsome total=1\n", IS(1), IS(2)},
		{"some avg10=0.00 total=5", IS(5), NONE},
		{"some avg10=0.00\nfull total=2\n", NONE, IS(2)},
		{"some total=\nfull total=2x\n", NONE, NONE},
		{"some total", NONE, NONE},
		{"some total=", NONE, NONE},
		{"some", NONE, NONE},
		{"", NONE, NONE},
		{"some subtotal=7\n", NONE, NONE},
		{"some subtotal=7 total=8\n", IS(8), NONE},
		{"something total=7\n", NONE, NONE},
		{"some total=9223372036854775808\n", NONE, NONE},
		{"some total=3\r\nfull total=4\r\n", IS(3), IS(4)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		want_value(rows[i].text, rows[i].some,
			   parsed(SOURCE_PRESSURE, rows[i].text, "psi_mem_some_us_total"));
		want_value(rows[i].text, rows[i].full,
			   parsed(SOURCE_PRESSURE, rows[i].text, "psi_mem_full_us_total"));
		want_value(rows[i].text, rows[i].full,
			   parsed(SOURCE_CG_PRESSURE, rows[i].text, "cg_psi_mem_full_us_total"));
	}
}

/* Two texts, one learned: the second must come out as if it were the first. */
static void want_as_if_new(const char *row, const char *first, const char *second)
{
	struct learned learned = {0}, fresh = {0};
	struct value found[METRICS_MAX], wanted[METRICS_MAX];

	parse_over(unknown, SOURCE_STATUS, first, strlen(first), &learned, found);
	parse_over(unknown, SOURCE_STATUS, second, strlen(second), &learned, found);
	parse_over(unknown, SOURCE_STATUS, second, strlen(second), &fresh, wanted);
	for (size_t i = 0; i < metric_count; i++) {
		char what[160];

		snprintf(what, sizeof(what), "%s: %s", row, metrics[i].column);
		want_value(what, wanted[i], found[i]);
	}
}

static void a_text_whose_shape_changes_is_read_as_if_it_were_new(void **state)
{
	static const char first[] = "Name:\ta\nVmPeak:\t1 kB\nVmSize:\t2 kB\nVmRSS:\t3 kB\n";
	static const struct {
		const char *row, *second;
	} rows[] = {
		{"the same shape", "Name:\tb\nVmPeak:\t4 kB\nVmSize:\t5 kB\nVmRSS:\t6 kB\n"},
		{"a line added in front", "X:\t9\nName:\tb\nVmPeak:\t4\nVmSize:\t5\nVmRSS:\t6\n"},
		{"a line added at the end",
		 "Name:\tb\nVmPeak:\t4\nVmSize:\t5\nVmRSS:\t6\nVmSwap:\t7\n"},
		{"a key's line removed", "Name:\tb\nVmPeak:\t4 kB\nVmRSS:\t6 kB\n"},
		{"the last line removed", "Name:\tb\nVmPeak:\t4 kB\nVmSize:\t5 kB\n"},
		{"all keys removed, as of a zombie", "Name:\tb\nState:\tZ (zombie)\n"},
		{"two lines swapped", "Name:\tb\nVmSize:\t5 kB\nVmPeak:\t4 kB\nVmRSS:\t6 kB\n"},
		{"a key renamed", "Name:\tb\nVmPeak:\t4 kB\nVmSizes:\t5 kB\nVmRSS:\t6 kB\n"},
		{"a number gone bad", "Name:\tb\nVmPeak:\t4 kB\nVmSize:\tx\nVmRSS:\t6 kB\n"},
		{"a key cut short", "Name:\tb\nVmPeak:\t4 kB\nVmSize:\t5 kB\nVmR"},
		{"no final newline", "Name:\tb\nVmPeak:\t4 kB\nVmSize:\t5 kB\nVmRSS:\t6 kB"},
		{"empty", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_as_if_new(rows[i].row, first, rows[i].second);
	want_as_if_new("empty, then a text", "", first);
	want_as_if_new("no keys, then keys", "a\nb\nc\nd\n", first);
}

static void a_missing_key_is_unknown_in_every_array_it_is_read_into(void **state)
{
	static const char text[] = "VmSize:\t2 kB\n";
	struct learned learned = {0};
	struct value values[METRICS_MAX];

	(void)state;
	for (int time = 1; time <= 3; time++) {
		char row[32];

		/* parse_into fills the array with 77 each time, as an array used before would be.
		 */
		parse_into(SOURCE_STATUS, text, strlen(text), &learned, values);
		snprintf(row, sizeof(row), "read number %d", time);
		want_value(row, known(2), values[metric_find("vm_size_kib")]);
		want_value(row, unknown, values[metric_find("vm_rss_kib")]);
	}
}

static void a_source_sets_its_own_columns_and_no_other(void **state)
{
	(void)state;
	for (enum source s = SOURCE_NONE + 1; s < SOURCES; s++) {
		struct learned learned = {0};
		struct value values[METRICS_MAX];

		parse_into(s, "nothing of this", 15, &learned, values);
		for (size_t i = 0; i < METRICS_MAX; i++) {
			const bool own = i < metric_count && (metrics[i].at.source == s ||
							      metrics[i].at_v1.source == s);

			want_value(sources[s].path, own ? unknown : known(77), values[i]);
		}
	}
}

#define REST " 7 8 9 0 -1 4194304 104 11 3 13 5 6 0 0 20 0 1 0 543275 3133440 413\n"

static void a_stat_line_survives_any_name(void **state)
{
	static const struct {
		const char *row, *text, *comm;
		char state;
	} rows[] = {
		{"plain", "12 (cat) R" REST, "cat", 'R'},
		{"quotes, comma, newline", "12 (a) S 1\n,\"=x) T" REST, "a) S 1\n,\"=x", 'T'},
		{"a state in the name", "12 (foo) Z ) R" REST, "foo) Z ", 'R'},
		{"empty", "12 () Z" REST, "", 'Z'},
		{"newline", "12 (\n) S" REST, "\n", 'S'},
		{"a parenthesis", "12 ()) S" REST, ")", 'S'},
		{"an opening one", "12 ((() S" REST, "((", 'S'},
		{"blanks", "12 (  ) S" REST, "  ", 'S'},
		{"a kernel thread's long name",
		 "12 (kworker/u9:3-events_unbound_and_some_more_text_to_be_sure_of_it_all) I" REST,
		 "kworker/u9:3-events_unbound_and_some_more_text_to_be_sure_of_it", 'I'},
		{"Korean", "12 (\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80) S" REST,
		 "\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80", 'S'},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = strlen(rows[i].text);
		char *copy = exact(rows[i].text, len);
		struct stat_line stat = {0};
		const bool whole = parse_stat(copy, len, &stat);

		free(copy);
		want_true(rows[i].row, whole);
		want_int(rows[i].row, 12, stat.pid);
		want_text(rows[i].row, rows[i].comm, stat.comm);
		want_int(rows[i].row, rows[i].state, stat.state);
		want_int(rows[i].row, 7, stat.ppid);
		want_int(rows[i].row, 543275, stat.start_ticks);
		want_value(rows[i].row, known(104),
			   parsed(SOURCE_STAT, rows[i].text, "minflt_total"));
		want_value(rows[i].row, known(3),
			   parsed(SOURCE_STAT, rows[i].text, "majflt_total"));
	}
}

static void a_broken_stat_line_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"12",
		"12 (cat",
		"12 (cat)",
		"12 (cat) ",
		"12 (cat) R",
		"12 (cat) R 7",
		"12 (cat) R x 8 9 0 -1 4194304 104 11 3 13 5 6 0 0 20 0 1 0 543275 1 2\n",
		"12 (cat) R 7 8 9 0 -1 4194304 104 11 3 13 5 6 0 0 20 0 1 0",
		"12 (cat) R 7 8 9 0 -1 4194304 104 11 3 13 5 6 0 0 20 0 1 0 99999999999999999999 1",
		"12 (cat)R" REST,
		"x (cat) R" REST,
		" (cat) R" REST,
		"12 cat R" REST,
		"12 cat) R" REST,
		"12 ) R ( 7",
		"12 ) R" REST "(",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = strlen(rows[i]);
		char *copy = exact(rows[i], len);
		struct stat_line stat = {0};
		const bool whole = parse_stat(copy, len, &stat);

		free(copy);
		want_false(rows[i], whole);
	}
}

static void a_cut_stat_line_gives_no_counters_behind_the_cut(void **state)
{
	static const char *const rows[] = {"", "12 (cat) R 7", "12 (cat",
					   "12 cat R 7 8 9 0 -1 4 5"};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_value(rows[i], unknown, parsed(SOURCE_STAT, rows[i], "minflt_total"));
	want_value("up to minflt", known(104),
		   parsed(SOURCE_STAT, "12 (cat) R 7 8 9 0 -1 4194304 104", "minflt_total"));
	want_value("up to minflt", unknown,
		   parsed(SOURCE_STAT, "12 (cat) R 7 8 9 0 -1 4194304 104", "majflt_total"));
}

static void statm_gives_two_numbers_of_pages(void **state)
{
	static const struct {
		const char *text;
		struct value size, resident;
	} rows[] = {
		{"765 441 413 5 0 123 0\n", IS(765), IS(441)},
		{"0 0 0 0 0 0 0\n", IS(0), IS(0)}, /* a zombie's */
		{"765 441", IS(765), IS(441)},
		{"765", IS(765), NONE},
		{"765 ", IS(765), NONE},
		{"765 x 1", IS(765), NONE},
		{"x 441", NONE, NONE},
		{"", NONE, NONE},
		{"99999999999999999999 5\n", NONE, NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = strlen(rows[i].text);
		char *copy = exact(rows[i].text, len);
		struct statm_line statm;

		parse_statm(copy, len, &statm);
		free(copy);
		want_value(rows[i].text, rows[i].size, statm.size);
		want_value(rows[i].text, rows[i].resident, statm.resident);
	}
}

static void lists_of_pids_keep_only_pids(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		int pids[4];
	} rows[] = {
		{"", 0, {0}},
		{"\n", 0, {0}},
		{"5", 1, {5}},
		{"5\n", 1, {5}},
		{"5 6 7 ", 3, {5, 6, 7}},
		{"5\n6\n7\n", 3, {5, 6, 7}},
		{"  5 \t\r\n 6", 2, {5, 6}},
		{"0 -1 5", 1, {5}},
		{"2147483647 2147483648 5", 2, {2147483647, 5}},
		{"99999999999999999999999 5", 1, {5}},
		{"x 5 6y 7", 2, {5, 7}},
		{"1 2 3 4 5 6", 4, {1, 2, 3, 4}}, /* no more than there is room for */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = strlen(rows[i].text);
		char *copy = exact(rows[i].text, len);
		int pids[4] = {0};
		const size_t count = parse_pids(copy, len, pids, COUNT(pids));

		free(copy);
		want_int(rows[i].text, rows[i].count, count);
		for (size_t p = 0; p < count; p++)
			want_int(rows[i].text, rows[i].pids[p], pids[p]);
	}
}

static void a_difference_is_known_when_both_are_and_it_fits(void **state)
{
	(void)state;
	want_value("5 to 7", known(2), value_delta(known(5), known(7)));
	want_value("7 to 5", known(-2), value_delta(known(7), known(5)));
	want_value("unknown before", unknown, value_delta(unknown, known(5)));
	want_value("unknown after", unknown, value_delta(known(5), unknown));
	want_value("0 to INT64_MIN", known(INT64_MIN), value_delta(known(0), known(INT64_MIN)));
	want_value("1 to INT64_MIN", unknown, value_delta(known(1), known(INT64_MIN)));
	want_value("INT64_MIN to 0", unknown, value_delta(known(INT64_MIN), known(0)));
	want_value("-1 to INT64_MAX", unknown, value_delta(known(-1), known(INT64_MAX)));
}

/* Cut at every byte, each kernel text is read without reading too far (sanitizers watch). */
static void texts_cut_at_every_byte_are_read_safely(void **state)
{
	static const struct {
		enum source source;
		const char *path;
	} rows[] = {
		{SOURCE_STATUS, "v1/proc/4242/status"},	      {SOURCE_STAT, "v1/proc/4242/stat"},
		{SOURCE_ROLLUP, "v2/proc/4242/smaps_rollup"}, {SOURCE_MEMINFO, "v2/proc/meminfo"},
		{SOURCE_PRESSURE, "v1/proc/pressure/memory"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_TEXT struct text text = {0};
		struct learned learned = {0};
		struct value values[METRICS_MAX];
		struct stat_line stat;
		char path[PATH_MAX];

		fixture(rows[i].path, path);
		want_int(path, 0, text_read(&text, path));
		for (size_t len = text.len + 1; len-- > 0;) {
			char *copy = exact(text.data, len);

			parse_into(rows[i].source, copy, len, &learned, values);
			parse_stat(copy, len, &stat);
			free(copy);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keyed_texts_give_the_number_of_their_key_or_nothing,
		     "a keyed text gives the number of its key, or nothing"),
		TEST(keys_that_begin_alike_are_told_apart, "keys that begin alike are told apart"),
		TEST(a_number_is_whole_and_fits_or_is_unknown,
		     "a number is whole and fits, or is unknown"),
		TEST(max_and_v1s_largest_number_are_no_limit,
		     "max and the largest number of cgroup v1 are no limit"),
		TEST(scores_may_be_negative, "oom scores may be negative"),
		TEST(pressure_texts_give_their_totals, "a pressure text gives its totals"),
		TEST(a_text_whose_shape_changes_is_read_as_if_it_were_new,
		     "a text whose shape changes is read as if it were new"),
		TEST(a_missing_key_is_unknown_in_every_array_it_is_read_into,
		     "a missing key is unknown in every array that it is read into"),
		TEST(a_source_sets_its_own_columns_and_no_other,
		     "a source sets its own columns and no other"),
		TEST(a_stat_line_survives_any_name, "a stat line survives any process name"),
		TEST(a_broken_stat_line_is_refused, "a broken stat line is refused"),
		TEST(a_cut_stat_line_gives_no_counters_behind_the_cut,
		     "a cut stat line gives no counters behind the cut"),
		TEST(statm_gives_two_numbers_of_pages, "statm gives two numbers of pages"),
		TEST(lists_of_pids_keep_only_pids, "a list of pids keeps only pids"),
		TEST(a_difference_is_known_when_both_are_and_it_fits,
		     "a difference is known when both numbers are and it fits"),
		TEST(texts_cut_at_every_byte_are_read_safely,
		     "texts cut at every byte are read safely"),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
