/* SPDX-License-Identifier: MIT */
/* ledger: what was seen against theory, and why they differ. */
#include "unit.h"

#include "model/cause.h"
#include "model/doubt.h"
#include "model/ledger.h"

static void verdicts_at_and_around_the_bounds(void **state)
{
	static const struct {
		const char *row;
		enum relation relation;
		int64_t expected, slack;
		struct value delta;
		enum verdict wanted;
	} rows[] = {
		{"no relation", RELATION_NONE, 5, 0, IS(7), VERDICT_NONE},
		{"no relation, unknown", RELATION_NONE, 5, 0, NONE, VERDICT_NONE},
		{"= unknown", RELATION_EQUAL, 0, 0, NONE, VERDICT_UNKNOWN},
		{"<= unknown", RELATION_AT_MOST, 0, 0, NONE, VERDICT_UNKNOWN},
		{">= unknown", RELATION_AT_LEAST, 0, 0, NONE, VERDICT_UNKNOWN},
		{"= exact", RELATION_EQUAL, 5, 0, IS(5), VERDICT_HOLDS},
		{"= one below", RELATION_EQUAL, 5, 0, IS(4), VERDICT_DEVIATES},
		{"= one above", RELATION_EQUAL, 5, 0, IS(6), VERDICT_DEVIATES},
		{"= the other sign", RELATION_EQUAL, 5, 0, IS(-5), VERDICT_DEVIATES},
		{"= low bound", RELATION_EQUAL, 200, 4, IS(196), VERDICT_HOLDS},
		{"= below it", RELATION_EQUAL, 200, 4, IS(195), VERDICT_DEVIATES},
		{"= high bound", RELATION_EQUAL, 200, 4, IS(204), VERDICT_HOLDS},
		{"= above it", RELATION_EQUAL, 200, 4, IS(205), VERDICT_DEVIATES},
		{"= negative, low bound", RELATION_EQUAL, -200, 4, IS(-204), VERDICT_HOLDS},
		{"= negative, below it", RELATION_EQUAL, -200, 4, IS(-205), VERDICT_DEVIATES},
		{"= negative, high bound", RELATION_EQUAL, -200, 4, IS(-196), VERDICT_HOLDS},
		{"= negative, above it", RELATION_EQUAL, -200, 4, IS(-195), VERDICT_DEVIATES},
		{"<= at", RELATION_AT_MOST, 5, 0, IS(5), VERDICT_HOLDS},
		{"<= above", RELATION_AT_MOST, 5, 0, IS(6), VERDICT_DEVIATES},
		{"<= far below", RELATION_AT_MOST, 5, 0, IS(INT64_MIN), VERDICT_HOLDS},
		{"<= with slack", RELATION_AT_MOST, 5, 2, IS(7), VERDICT_HOLDS},
		{"<= behind the slack", RELATION_AT_MOST, 5, 2, IS(8), VERDICT_DEVIATES},
		{">= at", RELATION_AT_LEAST, 5, 0, IS(5), VERDICT_HOLDS},
		{">= below", RELATION_AT_LEAST, 5, 0, IS(4), VERDICT_DEVIATES},
		{">= far above", RELATION_AT_LEAST, 5, 0, IS(INT64_MAX), VERDICT_HOLDS},
		{">= with slack", RELATION_AT_LEAST, 5, 2, IS(3), VERDICT_HOLDS},
		{">= behind the slack", RELATION_AT_LEAST, 5, 2, IS(2), VERDICT_DEVIATES},
		{"= at INT64_MAX", RELATION_EQUAL, INT64_MAX, 1, IS(INT64_MAX), VERDICT_HOLDS},
		{"= near INT64_MAX", RELATION_EQUAL, INT64_MAX, 1, IS(INT64_MAX - 2),
		 VERDICT_DEVIATES},
		{"= INT64_MAX is not INT64_MIN", RELATION_EQUAL, INT64_MAX, 1, IS(INT64_MIN),
		 VERDICT_DEVIATES},
		{"= at INT64_MIN", RELATION_EQUAL, INT64_MIN, 1, IS(INT64_MIN), VERDICT_HOLDS},
		{"= INT64_MIN is not INT64_MAX", RELATION_EQUAL, INT64_MIN, 1, IS(INT64_MAX),
		 VERDICT_DEVIATES},
		{"= any slack", RELATION_EQUAL, 5, INT64_MAX, IS(INT64_MAX), VERDICT_HOLDS},
		{"<= over the end", RELATION_AT_MOST, INT64_MAX, 9, IS(INT64_MAX), VERDICT_HOLDS},
		{">= over the end", RELATION_AT_LEAST, INT64_MIN, 9, IS(INT64_MIN), VERDICT_HOLDS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_text(rows[i].row, verdict_text[rows[i].wanted],
			  verdict_text[verdict_of(rows[i].relation, rows[i].expected, rows[i].slack,
						  rows[i].delta)]);
}

static void the_words_of_steps_csv_are_fixed(void **state)
{
	(void)state;
	want_text("none", "", verdict_text[VERDICT_NONE]);
	want_text("holds", "holds", verdict_text[VERDICT_HOLDS]);
	want_text("deviates", "deviates", verdict_text[VERDICT_DEVIATES]);
	want_text("unknown", "unknown", verdict_text[VERDICT_UNKNOWN]);
	want_text("none", "", relation_text[RELATION_NONE]);
	want_text("=", "=", relation_text[RELATION_EQUAL]);
	want_text("<=", "<=", relation_text[RELATION_AT_MOST]);
	want_text(">=", ">=", relation_text[RELATION_AT_LEAST]);
}

static void theory_is_shown_as_one_says_it(void **state)
{
	static const struct {
		enum relation relation;
		int64_t expected, slack;
		const char *unit, *wanted;
	} rows[] = {
		{RELATION_EQUAL, 25600, 0, "", "+25,600"},
		{RELATION_EQUAL, 0, 0, "", "0"},
		{RELATION_EQUAL, -102400, 0, " kB", "-102,400 kB"},
		{RELATION_EQUAL, 200, 4, " kB", "196...204 kB"},
		{RELATION_EQUAL, -200, 4, " kB", "-196...-204 kB"},
		{RELATION_EQUAL, -4, 20, " kB", "-24...16 kB"},
		{RELATION_EQUAL, 1, 1, "", "0...2"},
		{RELATION_AT_MOST, 40, 0, "", "at most 40"},
		{RELATION_AT_LEAST, 25000, 0, " kB", "at least 25,000 kB"},
		{RELATION_EQUAL, INT64_MIN, 0, "", "-9,223,372,036,854,775,808"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[96];

		want_text(rows[i].wanted, rows[i].wanted,
			  theory_show(rows[i].relation, rows[i].expected, rows[i].slack,
				      rows[i].unit, out, sizeof(out)));
	}
}

/* A lab may say anything: the bounds that do not fit end where the numbers end. */
static void theory_that_overflows_is_shown_at_its_bounds(void **state)
{
	char out[96];

	(void)state;
	want_text("INT64_MAX + 1", "9,223,372,036,854,775,806...9,223,372,036,854,775,807",
		  theory_show(RELATION_EQUAL, INT64_MAX, 1, "", out, sizeof(out)));
	want_text("INT64_MIN - 1", "-9,223,372,036,854,775,807...-9,223,372,036,854,775,808",
		  theory_show(RELATION_EQUAL, INT64_MIN, 1, "", out, sizeof(out)));
}

/* A ledger of a step: role, column and change of each row. */
static void see(struct ledger *l, const char *role, const char *column, struct value delta)
{
	struct ledger_row *row = ledger_add(l);

	assert_non_null(row);
	snprintf(row->role, sizeof(row->role), "%s", role);
	snprintf(row->column, sizeof(row->column), "%s", column);
	row->metric = metric_find(column);
	row->delta = delta;
}

static struct message expectation(const char *role, const char *column, enum relation relation,
				  int64_t n, int64_t slack)
{
	struct message m = {.kind = MESSAGE_EXPECT, .relation = relation, .n = n, .slack = slack};

	snprintf(m.role, sizeof(m.role), "%s", role);
	snprintf(m.name, sizeof(m.name), "%s", column);
	return m;
}

/* The linker has the harness call this one. */
void *__real_realloc(void *block, size_t bytes);
void *__wrap_realloc(void *block, size_t bytes);
static bool memory_is_out;

void *__wrap_realloc(void *block, size_t bytes)
{
	return memory_is_out ? NULL : __real_realloc(block, bytes);
}

static void an_expectation_without_memory_is_an_error(void **state)
{
	struct message seen = expectation("lab", "vm_rss_kib", RELATION_EQUAL, 4, 0);
	struct message unseen = expectation("child", "vm_rss_kib", RELATION_EQUAL, 4, 0);
	struct ledger l = {0};

	(void)state;
	see(&l, "lab", "vm_rss_kib", known(4));
	while (l.count < l.room)
		see(&l, "lab", "minflt_total", known(1));
	memory_is_out = true;
	const int held = ledger_expect(&l, &seen), lost = ledger_expect(&l, &unseen);

	memory_is_out = false;
	ledger_free(&l);
	want_int("a row that is there", 0, held);
	want_int("a new row", -ENOMEM, lost);
}

static void an_expectation_is_held_against_its_row(void **state)
{
	struct message good = expectation("lab", "vm_rss_kib", RELATION_EQUAL, 100, 4);
	struct message bad = expectation("child", "vm_rss_kib", RELATION_AT_LEAST, 9, 0);
	struct ledger l = {0};

	(void)state;
	see(&l, "lab", "vm_rss_kib", known(104));
	see(&l, "child", "vm_rss_kib", known(8));
	ledger_expect(&l, &good);
	ledger_expect(&l, &bad);
	const struct ledger_row lab = *ledger_find(&l, "lab", "vm_rss_kib"),
				child = *ledger_find(&l, "child", "vm_rss_kib");
	const size_t count = l.count;

	ledger_free(&l);
	want_int("no new rows", 2, count);
	want_int("lab", VERDICT_HOLDS, lab.verdict);
	want_int("lab", RELATION_EQUAL, lab.relation);
	want_int("lab", 100, lab.expected);
	want_int("lab", 4, lab.slack);
	want_int("child", VERDICT_DEVIATES, child.verdict);
}

static void what_was_not_seen_is_unknown_not_zero(void **state)
{
	static const struct {
		const char *row, *role, *column;
	} rows[] = {
		{"a column that is not available", "lab", "swap_kib"},
		{"a role that is not there", "parent", "vm_rss_kib"},
		{"a column that does not exist", "lab", "no_such_kib"},
		{"a measure that was not made", "lab", "m:zeros"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m = expectation(rows[i].role, rows[i].column, RELATION_EQUAL, 0, 0);
		struct ledger l = {0};

		see(&l, "lab", "vm_rss_kib", known(0));
		see(&l, "lab", "swap_kib", unknown);
		ledger_expect(&l, &m);
		const struct ledger_row *row = ledger_find(&l, rows[i].role, rows[i].column);
		const struct ledger_row copy = row ? *row : (struct ledger_row){0};

		ledger_free(&l);
		want_true(rows[i].row, row != NULL);
		want_text(rows[i].row, "unknown", verdict_text[copy.verdict]);
		want_value(rows[i].row, unknown, copy.delta);
		want_int(rows[i].row, metric_find(rows[i].column), copy.metric);
	}
}

static void the_same_as_another_column(void **state)
{
	static const struct {
		const char *row;
		struct value own, other;
		bool is_there;
		enum verdict wanted;
	} rows[] = {
		{"the same", IS(7), IS(7), true, VERDICT_HOLDS},
		{"not the same", IS(7), IS(8), true, VERDICT_DEVIATES},
		{"other unknown", IS(0), NONE, true, VERDICT_UNKNOWN},
		{"other missing", IS(0), NONE, false, VERDICT_UNKNOWN},
		{"own unknown", NONE, IS(7), true, VERDICT_UNKNOWN},
		{"both unknown", NONE, NONE, true, VERDICT_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m = expectation("lab", "m:faults", RELATION_NONE, 0, 0);
		struct ledger l = {0};

		m.kind = MESSAGE_SAME;
		strcpy(m.other, "minflt_total");
		see(&l, "lab", "m:faults", rows[i].own);
		if (rows[i].is_there)
			see(&l, "lab", "minflt_total", rows[i].other);
		ledger_expect(&l, &m);
		const struct ledger_row row = *ledger_find(&l, "lab", "m:faults");

		ledger_free(&l);
		want_text(rows[i].row, verdict_text[rows[i].wanted], verdict_text[row.verdict]);
		want_int(rows[i].row, RELATION_EQUAL, row.relation);
		if (rows[i].other.known)
			want_int(rows[i].row, rows[i].other.n, row.expected);
	}
}

static void a_ledger_grows_and_keeps_its_rows(void **state)
{
	struct ledger l = {0};

	(void)state;
	for (int i = 0; i < 1000; i++) {
		char column[32];

		snprintf(column, sizeof(column), "m:%d", i);
		see(&l, "lab", column, known(i));
	}
	for (int i = 0; i < 1000; i += 37) {
		char column[32];

		snprintf(column, sizeof(column), "m:%d", i);
		want_value(column, known(i), ledger_find(&l, "lab", column)->delta);
	}
	assert_null(ledger_find(&l, "child", "m:1"));
	assert_null(ledger_find(&l, "lab", "m:1000"));
	ledger_free(&l);
	want_int("after free", 0, l.count);
	assert_null(ledger_find(&l, "lab", "m:1"));
}

/* One row that deviates, one that may prove why. */
static void causes_are_named_only_when_proven(void **state)
{
	static const struct {
		const char *row, *column;
		enum relation relation;
		int64_t expected, slack;
		struct value delta;
		const char *role, *proof;
		struct value proof_delta;
		const char *wanted;
	} rows[] = {
		{"batched: the exact column is as theory says", "vm_rss_kib", RELATION_EQUAL, 400,
		 0, IS(256), "lab", "rss_kib", IS(400), "batched-counter"},
		{"batched: within the slack", "rss_anon_kib", RELATION_EQUAL, 400, 4, IS(256),
		 "lab", "anonymous_kib", IS(404), "batched-counter"},
		{"batched: of swap", "vm_swap_kib", RELATION_AT_LEAST, 400, 0, IS(256), "lab",
		 "swap_kib", IS(512), "batched-counter"},
		{"not batched: the exact one deviates too", "vm_rss_kib", RELATION_EQUAL, 400, 0,
		 IS(256), "lab", "rss_kib", IS(396), NULL},
		{"not batched: the exact one is unknown", "vm_rss_kib", RELATION_EQUAL, 400, 0,
		 IS(256), "lab", "rss_kib", NONE, NULL},
		{"not batched: another role's", "vm_rss_kib", RELATION_EQUAL, 400, 0, IS(256),
		 "child", "rss_kib", IS(400), NULL},
		{"not batched: the exact column itself", "rss_kib", RELATION_EQUAL, 400, 0, IS(256),
		 "lab", "vm_rss_kib", IS(400), NULL},
		{"not batched: faults are not", "minflt_total", RELATION_EQUAL, 400, 0, IS(256),
		 "lab", "rss_kib", IS(400), NULL},
		{"huge: one page for 512", "minflt_total", RELATION_EQUAL, 512, 0, IS(1), "lab",
		 "anon_huge_pages_kib", IS(2048), "huge-pages"},
		{"huge: just enough", "minflt_total", RELATION_AT_LEAST, 512, 0, IS(0), "lab",
		 "anon_huge_pages_kib", IS(2048), "huge-pages"},
		{"not huge: more missing than they hold", "minflt_total", RELATION_EQUAL, 1024, 0,
		 IS(1), "lab", "anon_huge_pages_kib", IS(2048), NULL},
		{"not huge: too many faults", "minflt_total", RELATION_EQUAL, 512, 0, IS(600),
		 "lab", "anon_huge_pages_kib", IS(2048), NULL},
		{"not huge: they did not rise", "minflt_total", RELATION_EQUAL, 512, 0, IS(1),
		 "lab", "anon_huge_pages_kib", IS(0), NULL},
		{"not huge: they fell", "minflt_total", RELATION_EQUAL, 512, 0, IS(1), "lab",
		 "anon_huge_pages_kib", IS(-2048), NULL},
		{"not huge: unknown", "minflt_total", RELATION_EQUAL, 512, 0, IS(1), "lab",
		 "anon_huge_pages_kib", NONE, NULL},
		{"not huge: the group's", "minflt_total", RELATION_EQUAL, 512, 0, IS(1), "group",
		 "anon_huge_pages_kib", IS(2048), NULL},
		{"not huge: major faults", "majflt_total", RELATION_EQUAL, 512, 0, IS(1), "lab",
		 "anon_huge_pages_kib", IS(2048), NULL},
		{"not proven to be moved: as many as are too many", "minflt_total", RELATION_EQUAL, 512, 0, IS(516),
		 "system", "sys_pgmigrate_success_total", IS(4), NULL},
		{"not proven to be moved: beyond the slack", "minflt_total", RELATION_AT_MOST, 512, 0, IS(513),
		 "system", "sys_pgmigrate_success_total", IS(1000), NULL},
		{"not moved: fewer than are too many", "minflt_total", RELATION_EQUAL, 512, 0,
		 IS(516), "system", "sys_pgmigrate_success_total", IS(3), NULL},
		{"not moved: none", "minflt_total", RELATION_EQUAL, 512, 0, IS(513), "system",
		 "sys_pgmigrate_success_total", IS(0), NULL},
		{"not moved: faults are missing", "minflt_total", RELATION_EQUAL, 512, 0, IS(511),
		 "system", "sys_pgmigrate_success_total", IS(4), NULL},
		{"not moved: unknown", "minflt_total", RELATION_EQUAL, 512, 0, IS(513), "system",
		 "sys_pgmigrate_success_total", NONE, NULL},
		{"not moved: major faults", "majflt_total", RELATION_EQUAL, 0, 0, IS(1), "system",
		 "sys_pgmigrate_success_total", IS(4), NULL},
		{"swapped: all that is missing", "anonymous_kib", RELATION_EQUAL, 400, 0, IS(100),
		 "lab", "swap_kib", IS(300), "swapped-out"},
		{"swapped: more than that", "rss_kib", RELATION_AT_LEAST, 400, 0, IS(100), "lab",
		 "swap_kib", IS(4000), "swapped-out"},
		{"not swapped: less", "anonymous_kib", RELATION_EQUAL, 400, 0, IS(100), "lab",
		 "swap_kib", IS(299), NULL},
		{"not swapped: too much is resident", "anonymous_kib", RELATION_EQUAL, 400, 0,
		 IS(500), "lab", "swap_kib", IS(4000), NULL},
		{"not swapped: unknown", "anonymous_kib", RELATION_EQUAL, 400, 0, IS(100), "lab",
		 "swap_kib", NONE, NULL},
		{"not swapped: addresses are not resident", "vm_size_kib", RELATION_EQUAL, 400, 0,
		 IS(100), "lab", "swap_kib", IS(4000), NULL},
		{"nothing proves an unknown", "anonymous_kib", RELATION_EQUAL, 400, 0, NONE, "lab",
		 "swap_kib", IS(4000), NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m = expectation("lab", rows[i].column, rows[i].relation,
					       rows[i].expected, rows[i].slack);
		struct ledger l = {0};

		see(&l, "lab", rows[i].column, rows[i].delta);
		see(&l, rows[i].role, rows[i].proof, rows[i].proof_delta);
		ledger_expect(&l, &m);
		ledger_explain(&l);
		const struct cause *cause = l.row[0].cause;
		const struct cause *of_proof = l.row[1].cause;

		ledger_free(&l);
		want_text(rows[i].row, rows[i].wanted ? rows[i].wanted : "no cause",
			  cause ? cause->name : "no cause");
		want_true(rows[i].row, of_proof == NULL);
	}
}

/* 64 MiB of huge pages of 2 MiB were expected, by 32 faults. */
static void a_huge_page_that_was_not_free_is_proven_by_three_columns(void **state)
{
	static const struct {
		const char *row;
		int64_t faults, huge_kib;
		struct value page_kib, refused;
		const char *of_faults, *of_huge;
	} rows[] = {
		{"one was not free", 543, 63488, IS(2048), IS(1), "no-huge-page", "no-huge-page"},
		{"none was free", 16384, 0, IS(2048), IS(32), "no-huge-page", "no-huge-page"},
		{"others were refused, too", 543, 63488, IS(2048), IS(7), NULL, NULL},
		{"more faults than small pages", 545, 63488, IS(2048), IS(1), NULL, "no-huge-page"},
		{"two are missing, one was refused", 1054, 61440, IS(2048), IS(1), NULL, NULL},
		{"nobody was refused", 543, 63488, IS(2048), IS(0), NULL, NULL},
		{"nobody knows who was refused", 543, 63488, IS(2048), NONE, NULL, NULL},
		{"nobody knows how large they are", 543, 63488, NONE, IS(1), NULL, NULL},
		{"none is missing", 543, 65536, IS(2048), IS(1), NULL, NULL},
		{"too many are there", 543, 67584, IS(2048), IS(1), NULL, NULL},
		{"faults are missing", 20, 63488, IS(2048), IS(1), "huge-pages", "no-huge-page"},
		{"out of all bounds", 543, INT64_MIN, IS(INT64_MAX), IS(INT64_MAX), NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message faults = expectation("lab", "minflt_total", RELATION_EQUAL, 32, 0);
		struct message huge =
			expectation("lab", "anon_huge_pages_kib", RELATION_EQUAL, 65536, 0);
		struct ledger l = {0};

		see(&l, "lab", "minflt_total", known(rows[i].faults));
		see(&l, "lab", "anon_huge_pages_kib", known(rows[i].huge_kib));
		see(&l, "lab", "m:huge_page_kib", rows[i].page_kib);
		see(&l, "system", "sys_thp_fault_fallback_total", rows[i].refused);
		ledger_expect(&l, &faults);
		ledger_expect(&l, &huge);
		ledger_explain(&l);
		const struct cause *of_faults = l.row[0].cause, *of_huge = l.row[1].cause;

		ledger_free(&l);
		want_text(rows[i].row, rows[i].of_faults ? rows[i].of_faults : "no cause",
			  of_faults ? of_faults->name : "no cause");
		want_text(rows[i].row, rows[i].of_huge ? rows[i].of_huge : "no cause",
			  of_huge ? of_huge->name : "no cause");
	}
}

/* The sanitizer's business: what is missing does not fit an int64_t. */
static void extreme_theory_proves_nothing(void **state)
{
	static const char *const columns[] = {"minflt_total", "anonymous_kib"};
	static const char *const proofs[] = {"anon_huge_pages_kib", "swap_kib"};

	(void)state;
	for (size_t i = 0; i < COUNT(columns); i++) {
		struct message low =
			expectation("lab", columns[i], RELATION_EQUAL, INT64_MIN, INT64_MAX);
		struct message high = expectation("lab", columns[i], RELATION_EQUAL, INT64_MAX, 0);
		struct ledger l = {0};

		see(&l, "lab", columns[i], known(100));
		see(&l, "lab", proofs[i], known(2048));
		ledger_expect(&l, &low);
		ledger_explain(&l);
		const bool low_explained = l.row[0].cause != NULL;

		l.row[0].delta = known(-100);
		ledger_expect(&l, &high);
		ledger_explain(&l);
		const bool high_explained = l.row[0].cause != NULL;

		ledger_free(&l);
		want_false(columns[i], low_explained);
		want_false(columns[i], high_explained);
	}
}

static void what_holds_has_no_cause(void **state)
{
	struct message m = expectation("lab", "vm_rss_kib", RELATION_EQUAL, 400, 0);
	struct ledger l = {0};

	(void)state;
	see(&l, "lab", "vm_rss_kib", known(400));
	see(&l, "lab", "rss_kib", known(400));
	ledger_expect(&l, &m);
	ledger_explain(&l);
	const struct cause *cause = l.row[0].cause;

	ledger_free(&l);
	assert_null(cause);
}

/* A counter that others move is a hint: the row still deviates, and has no cause. */
static void what_others_may_have_done_is_likely_and_no_cause(void **state)
{
	static const struct {
		const char *row, *column;
		int64_t expected, seen;
		const char *counter;
		struct value rose;
		const char *wanted;
	} rows[] = {
		{"as many pages were moved", "minflt_total", 512, 516,
		 "sys_pgmigrate_success_total", IS(4), "page-migration"},
		{"more were moved", "minflt_total", 512, 513, "sys_pgmigrate_success_total",
		 IS(1000), "page-migration"},
		{"fewer were moved", "minflt_total", 512, 516, "sys_pgmigrate_success_total", IS(3),
		 ""},
		{"none was moved", "minflt_total", 512, 513, "sys_pgmigrate_success_total", IS(0),
		 ""},
		{"nobody knows", "minflt_total", 512, 513, "sys_pgmigrate_success_total", NONE, ""},
		{"faults are missing", "minflt_total", 512, 511, "sys_pgmigrate_success_total",
		 IS(4), ""},
		{"it is as expected", "minflt_total", 512, 512, "sys_pgmigrate_success_total",
		 IS(4), ""},
		{"one refusal more than huge pages are missing", "anon_huge_pages_kib", 65536,
		 63488, "sys_thp_fault_fallback_total", IS(2), "few-huge-pages"},
		{"fewer refusals", "anon_huge_pages_kib", 65536, 61440,
		 "sys_thp_fault_fallback_total", IS(1), ""},
		{"just as many: proven", "anon_huge_pages_kib", 65536, 63488,
		 "sys_thp_fault_fallback_total", IS(1), ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m = expectation("lab", rows[i].column, RELATION_EQUAL,
					       rows[i].expected, 0);
		struct ledger l = {0};

		see(&l, "lab", rows[i].column, known(rows[i].seen));
		see(&l, "lab", "m:huge_page_kib", known(2048));
		see(&l, "system", rows[i].counter, rows[i].rose);
		ledger_expect(&l, &m);
		ledger_explain(&l);
		const struct cause *likely = cause_likely(&l, &l.row[0]);
		const bool is_caused = l.row[0].cause != NULL;

		ledger_free(&l);
		want_text(rows[i].row, rows[i].wanted, likely ? likely->name : "");
		want_true(rows[i].row, !likely || !is_caused);
	}
}

/* What is not the kernel's proves nothing, either way; what is, is not touched by it. */
static void a_replaced_text_makes_verdicts_unknown(void **state)
{
	static const struct {
		const char *row, *role, *column, *file;
		int64_t seen;
		bool reckons;
		enum verdict wanted;
	} rows[] = {
		{"read from it, differs", "system", "shmem_kib", "/proc/meminfo", 3, false,
		 VERDICT_UNKNOWN},
		{"read from it, as expected", "system", "shmem_kib", "/proc/meminfo", 4, false,
		 VERDICT_UNKNOWN},
		{"read from another", "system", "shmem_kib", "/proc/vmstat", 3, false,
		 VERDICT_DEVIATES},
		{"a measure", "lab", "m:free_kib", "/proc/meminfo", 3, false, VERDICT_DEVIATES},
		{"a measure, and the theory reckons with it", "lab", "m:free_kib", "/proc/meminfo",
		 3, true, VERDICT_UNKNOWN},
		{"the theory reckons with it, and it is right", "lab", "m:free_kib",
		 "/proc/meminfo", 4, true, VERDICT_HOLDS},
		{"a group's", "group", "cg_anon_bytes", "memory.stat", 3, false, VERDICT_UNKNOWN},
		{"nothing is replaced", "system", "shmem_kib", NULL, 3, true, VERDICT_DEVIATES},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m =
			expectation(rows[i].role, rows[i].column, RELATION_EQUAL, 4, 0);
		struct replaced r = {0};
		struct ledger l = {0};

		see(&l, rows[i].role, rows[i].column, known(rows[i].seen));
		l.row[0].metric = metric_find(rows[i].column);
		if (rows[i].file)
			replaced_add(&r, rows[i].file, "fuse.lxcfs");
		ledger_expect(&l, &m);
		doubt_replaced(&l, &r, rows[i].reckons);
		const struct ledger_row row = l.row[0];

		ledger_free(&l);
		want_int(rows[i].row, rows[i].wanted, row.verdict);
		want_text(rows[i].row, rows[i].wanted == VERDICT_UNKNOWN ? "replaced-file" : "no cause",
			  row.cause ? row.cause->name : "no cause");
		want_int(rows[i].row, rows[i].seen, row.delta.n);
	}
}

static void causes_are_found_by_their_word(void **state)
{
	static const char *const words[] = {"batched-counter",	"huge-pages",	  "swapped-out",
					    "group-statistics", "page-migration", "no-huge-page",
					    "few-huge-pages",	"replaced-file"};

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		assert_non_null(cause_find(words[i]));
		want_text(words[i], words[i], cause_find(words[i])->name);
		want_true(words[i], cause_find(words[i])->sentence[0] != '\0');
	}
	assert_null(cause_find(""));
	assert_null(cause_find("huge"));
	assert_null(cause_find("huge-pages-x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(verdicts_at_and_around_the_bounds,
		     "verdicts are right at and around the bounds"),
		TEST(the_words_of_steps_csv_are_fixed, "the words of steps.csv are fixed"),
		TEST(theory_is_shown_as_one_says_it, "theory is shown as one says it"),
		TEST(theory_that_overflows_is_shown_at_its_bounds,
		     "theory that overflows is shown at its bounds"),
		TEST(an_expectation_without_memory_is_an_error,
		     "an expectation without memory is an error"),
		TEST(an_expectation_is_held_against_its_row,
		     "an expectation is held against its row"),
		TEST(what_was_not_seen_is_unknown_not_zero,
		     "what was not seen is unknown, not zero"),
		TEST(the_same_as_another_column, "a column may be expected to change as another"),
		TEST(a_ledger_grows_and_keeps_its_rows, "a ledger grows and keeps its rows"),
		TEST(causes_are_named_only_when_proven, "causes are named only when proven"),
		TEST(a_huge_page_that_was_not_free_is_proven_by_three_columns,
		     "a huge page that was not free is proven by three columns"),
		TEST(extreme_theory_proves_nothing, "an extreme theory proves nothing"),
		TEST(what_holds_has_no_cause, "what holds has no cause"),
		TEST(what_others_may_have_done_is_likely_and_no_cause,
		     "what others may have done is likely, and no cause"),
		TEST(a_replaced_text_makes_verdicts_unknown,
		     "a replaced text makes verdicts unknown"),
		TEST(causes_are_found_by_their_word, "causes are found by their word"),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
