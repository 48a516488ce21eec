/* SPDX-License-Identifier: MIT */
/* seed: whose numbers a recorded run has, on whatever machine it was made. */
#include "unit.h"

#include "course/seed.h"
#include "record/run_reader.h"
#include "util/size.h"

enum { PAGE = 4096, MIB = 1024 * 1024 };

/* In a machine with little memory a lab takes less; and only such a lab. */
static void a_run_is_held_to_the_usual_size_of_its_own_machine(void **state)
{
	static const struct {
		const char *row;
		struct value here, most, recorded, wanted;
	} rows[] = {
		{"an older run", IS(64 * MIB), NONE, NONE, IS(64 * MIB)},
		{"an older run of such a lab", IS(64 * MIB), IS(64 * MIB), NONE, IS(64 * MIB)},
		{"the same on all machines", IS(64 * MIB), NONE, IS(64 * MIB), IS(64 * MIB)},
		{"another than all machines have", IS(64 * MIB), NONE, IS(50 * MIB), IS(64 * MIB)},
		{"a small machine's", IS(64 * MIB), IS(64 * MIB), IS(8 * MIB), IS(8 * MIB)},
		{"a larger machine's", IS(8 * MIB), IS(64 * MIB), IS(64 * MIB), IS(64 * MIB)},
		{"more than any machine's", IS(8 * MIB), IS(64 * MIB), IS(65 * MIB), IS(64 * MIB)},
		{"of a lab that is not built here", NONE, NONE, IS(8 * MIB), IS(8 * MIB)},
		{"of a lab without a size", NONE, NONE, NONE, NONE},
		{"nothing", NONE, NONE, IS(0), NONE},
		{"less than nothing", NONE, NONE, IS(-MIB), NONE},
		{"the most there is", NONE, NONE, IS(((int64_t)1 << 46) - 1),
		 IS(((int64_t)1 << 46) - 1)},
		{"more than there is", NONE, NONE, IS((int64_t)1 << 46), NONE},
		{"what overflows", IS(64 * MIB), NONE, IS(INT64_MAX), IS(64 * MIB)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct usual here = {rows[i].here, IS(PAGE), rows[i].most};
		struct recorded run = {.page_bytes = IS(PAGE), .usual_bytes = rows[i].recorded};

		want_value(rows[i].row, rows[i].wanted, seed_usual_of(&run, here).bytes);
	}
}

static void a_unit_is_one_that_memory_has(void **state)
{
	static const struct {
		const char *row;
		int64_t page;
		struct value recorded, wanted;
	} rows[] = {
		{"an older run's", PAGE, NONE, NONE},
		{"a page", PAGE, IS(PAGE), IS(PAGE)},
		{"ten pages", PAGE, IS(10 * PAGE), IS(10 * PAGE)},
		{"a huge page", PAGE, IS(2 * MIB), IS(2 * MIB)},
		{"a huge page of pages of 64 KiB", 65536, IS(512 * MIB), IS(512 * MIB)},
		{"less than a page", 65536, IS(PAGE), NONE},
		{"no whole pages", PAGE, IS(PAGE + 1), NONE},
		{"any number of pages", PAGE, IS(19676 * PAGE), NONE},
		{"nothing", PAGE, IS(0), NONE},
		{"what overflows", PAGE, IS((int64_t)1 << 62), NONE},
		{"less than nothing", PAGE, IS(-PAGE), NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct usual here = {IS(64 * MIB), IS(2 * MIB), NONE};
		struct recorded run = {
			.page_bytes = known(rows[i].page),
			.unit_bytes = rows[i].recorded,
		};

		want_value(rows[i].row, rows[i].wanted, seed_usual_of(&run, here).unit_bytes);
	}
}

static void a_size_is_of_whole_units(void **state)
{
	const struct labconf conf = {.name = "thp"};
	const int64_t share = size_share(64 * MIB, "kim", "thp"), units[] = {PAGE, 65536, 2 * MIB};

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		const struct usual usual = {IS(64 * MIB), known(units[i]), NONE};
		const struct value size = seed_of("kim", &conf, usual, PAGE).size_bytes;

		want_int("whole", 0, size.n % units[i]);
		want_true("not less than the share", size.n >= share);
		want_true("not a unit more", size.n < share + units[i]);
	}
	const struct usual pages = {IS(64 * MIB), NONE, NONE};
	want_int("unknown: pages", (share + 65535) / 65536 * 65536,
		 seed_of("kim", &conf, pages, 65536).size_bytes.n);
}

static void a_run_must_say_the_numbers_of_its_seed(void **state)
{
	static const struct {
		const char *row, *seed;
		struct value size, limit, own_size, own_limit;
		bool may_lack_room, fits;
	} rows[] = {
		{"both", "kim", IS(8), IS(9), IS(8), IS(9), false, true},
		{"another's", "lee", IS(8), IS(9), IS(8), IS(9), false, false},
		{"nobody's", "", IS(8), IS(9), IS(8), IS(9), false, false},
		{"another size", "kim", IS(7), IS(9), IS(8), IS(9), false, false},
		{"another room", "kim", IS(8), IS(7), IS(8), IS(9), false, false},
		{"no size", "kim", NONE, IS(9), IS(8), IS(9), false, false},
		{"no room", "kim", IS(8), NONE, IS(8), IS(9), false, false},
		{"no room, and none is needed", "kim", IS(8), NONE, IS(8), IS(9), true, true},
		{"another room than needed", "kim", IS(8), IS(7), IS(8), IS(9), true, false},
		{"a lab with a size", "kim", IS(8), NONE, IS(8), NONE, false, true},
		{"a lab with a room", "kim", NONE, IS(9), NONE, IS(9), false, true},
		{"a lab that is not here", "kim", IS(8), IS(9), NONE, NONE, false, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct seeded own = {rows[i].own_size, rows[i].own_limit,
					   rows[i].may_lack_room};
		struct recorded run = {.size_bytes = rows[i].size,
				       .limit_bytes = rows[i].limit,
				       .room_bytes = rows[i].limit};
		char why[200];

		snprintf(run.seed, sizeof(run.seed), "%s", rows[i].seed);
		want_int(rows[i].row, rows[i].fits, seed_fits(&run, "kim", own, why, sizeof(why)));
		want_int(rows[i].row, rows[i].fits, !why[0]);
	}
}

static void a_room_is_the_one_that_the_kernel_told(void **state)
{
	const struct seeded own = {NONE, IS(9), false};
	struct recorded run = {.seed = "kim", .limit_bytes = IS(9)};
	char why[200];

	(void)state;
	want_false("not told", seed_fits(&run, "kim", own, why, sizeof(why)));
	want_text("why", "snapshots.csv does not tell how large its room is", why);
	run.room_bytes = known(9);
	want_true("as it says itself", seed_fits(&run, "kim", own, why, sizeof(why)));
	run.room_bytes = known(8);
	want_false("another", seed_fits(&run, "kim", own, why, sizeof(why)));
	want_text("why", "its room is 8 bytes in snapshots.csv, and that of this seed 9", why);
}

static void an_id_is_what_a_roster_can_hold(void **state)
{
	static const struct {
		const char *seed;
		bool valid;
	} rows[] = {
		{"20251234", true},
		{"a b", true},
		{"-x", true},
		{"$(touch y); ../..", true},
		{"\uae40\ubbfc\uc218", true}, /* Hangul in syllables */
		{"\u3131\u314f", true},	      /* letters that stand alone */
		{"\u00e9", true},
		{"e\u0301", false}, /* looks the same */
		{"kim\u00a0lee", false},
		{"kim\u00ad", false},
		{"\u200bkim", false},
		{"kim\u200f", false},
		{"kim\u2028", false},
		{"kim\u202emik", false},
		{"kim\u202fa", false},
		{"kim\u2009a", false},
		{"kim\u2060", false},
		{"kim\u206f", false},
		{"kim\u3000", false},
		{"kim\u3164", false},
		{"\ufeffkim", false},
		{"e\u036f", false},
		{"kim\u2010lee", true}, /* a hyphen */
		{"\u20ac\u3001\uff01", true},
		{"", false},
		{"A#1", false},
		{"#1", false},
		{" kim", false},
		{"kim ", false},
		{"kim\n", false},
		{"k\tm", false},
		{"k\rm", false},
		{"\x1b[31mkim", false},
		{"k\x7fm", false},
		{"k\xc2\x85m", false},
		{"\xb1\xe8", false},			   /* EUC-KR */
		{"\u1100\u1175\u11b7\ubbfc\uc218", false}, /* the first syllable in letters */
		{"\ubbfc\u11ff", false},
		{"\ua960", false},
		{"\ud7b0", false},
	};
	char long_one[66];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_int(rows[i].seed, rows[i].valid, !seed_wrong(rows[i].seed));
	memset(long_one, 'a', sizeof(long_one));
	long_one[65] = '\0';
	want_false("65 bytes", !seed_wrong(long_one));
	long_one[64] = '\0';
	want_true("64 bytes", !seed_wrong(long_one));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_is_held_to_the_usual_size_of_its_own_machine,
		     "a run is held to the usual size of its own machine"),
		TEST(a_unit_is_one_that_memory_has, "a unit is one that memory has"),
		TEST(a_size_is_of_whole_units, "a size is of whole units"),
		TEST(a_run_must_say_the_numbers_of_its_seed,
		     "a run must say the numbers of its seed"),
		TEST(an_id_is_what_a_roster_can_hold, "an id is what a roster can hold"),
		TEST(a_room_is_the_one_that_the_kernel_told,
		     "a room is the one that the kernel told"),
	};

	return cmocka_run_group_tests_name("seed", tests, NULL, NULL);
}
