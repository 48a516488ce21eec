/* SPDX-License-Identifier: MIT */
/* size: what people type and read. */
#include "unit.h"

#include "util/size.h"

static void sizes_are_read_as_people_type_them(void **state)
{
	static const struct {
		const char *text;
		struct value wanted;
	} rows[] = {
		{"4096", IS(4096)},
		{"1", IS(1)},
		{"4096B", IS(4096)},
		{"1K", IS(1024)},
		{"1k", IS(1024)},
		{"64M", IS(67108864)},
		{"64m", IS(67108864)},
		{"100MiB", IS(104857600)},
		{"100MB", IS(104857600)},
		{"1G", IS(1073741824)},
		{"2TiB", IS(2199023255552)},
		{"007K", IS(7168)},
		{"9223372036854775807", IS(INT64_MAX)},
		{"8388607T", IS(8388607LL << 40)},
		{"8388608T", NONE},
		{"9223372036854775808", NONE},
		{"99999999999999999999999", NONE},
		{"9007199254740992K", NONE},
		{"", NONE},
		{"0", NONE},
		{"0M", NONE},
		{"-1", NONE},
		{"-1M", NONE},
		{"+1M", NONE},
		{" 1M", NONE},
		{"1M ", NONE},
		{"1 M", NONE},
		{"1.5G", NONE},
		{"M", NONE},
		{"iB", NONE},
		{"1iB", NONE},
		{"1MM", NONE},
		{"1MiBx", NONE},
		{"1Mi", NONE},
		{"1Mb", NONE},
		{"1P", NONE},
		{"1e6", NONE},
		{"0x10", NONE},
		{"1M\n", NONE},
		{"\xef\xbc\x91M", NONE}, /* a full-width digit */
		{"64\xeb\xa9\x94", NONE},
		{"max", NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_value(rows[i].text, rows[i].wanted, size_parse(rows[i].text));
}

static void sizes_are_shown_in_the_largest_unit(void **state)
{
	static const struct {
		int64_t bytes;
		const char *wanted;
	} rows[] = {
		{0, "0 bytes"},
		{1, "1 bytes"},
		{1023, "1023 bytes"},
		{1024, "1 KiB"},
		{1536, "1.5 KiB"},
		{1048575, "1023.9 KiB"},
		{1048576, "1 MiB"},
		{104857600, "100 MiB"},
		{1610612736, "1.5 GiB"},
		{1099511627776, "1 TiB"},
		{1125899906842624, "1024 TiB"},
		{INT64_MAX, "8388607.9 TiB"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[64];

		want_text(rows[i].wanted, rows[i].wanted,
			  size_show(rows[i].bytes, out, sizeof(out)));
	}
}

static void a_size_that_is_shown_whole_is_read_back(void **state)
{
	static const int64_t sizes[] = {1024, 4096, 65536, 1048576, 104857600, 1099511627776};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		char out[64], *blank;

		size_show(sizes[i], out, sizeof(out));
		if ((blank = strchr(out, ' ')))
			memmove(blank, blank + 1, strlen(blank));
		want_value(out, known(sizes[i]), size_parse(out));
	}
}

static void counts_are_shown_in_groups_of_three(void **state)
{
	static const struct {
		int64_t n;
		bool plus;
		const char *wanted;
	} rows[] = {
		{0, false, "0"},
		{0, true, "0"},
		{7, false, "7"},
		{7, true, "+7"},
		{-7, true, "-7"},
		{999, false, "999"},
		{1000, false, "1,000"},
		{-1000, false, "-1,000"},
		{25600, true, "+25,600"},
		{999999, false, "999,999"},
		{1234567, false, "1,234,567"},
		{INT64_MAX, true, "+9,223,372,036,854,775,807"},
		{INT64_MIN, false, "-9,223,372,036,854,775,808"},
		{INT64_MIN, true, "-9,223,372,036,854,775,808"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[32];

		want_text(rows[i].wanted, rows[i].wanted,
			  count_show(rows[i].n, rows[i].plus, out, sizeof(out)));
	}
}

static void a_count_stays_inside_its_room(void **state)
{
	(void)state;
	for (size_t room = 2; room < 32; room++) {
		char *out = exact("????????????????????????????????", room);

		count_show(INT64_MIN, true, out, room);
		const bool ends = memchr(out, '\0', room) != NULL;

		free(out);
		want_true("ends inside", ends);
	}
}

/* FNV-1a as its authors write it, over bytes. */
static uint64_t fnv1a(const char *bytes, size_t len)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
	return hash;
}

/* Each string with its NUL. A change of this changes every student's numbers. */
static void a_seed_is_hashed_by_fnv1a(void **state)
{
	(void)state;
	assert_true(hash_of("a", "b") == fnv1a("a\0b", 4));
	assert_true(hash_of("", "") == fnv1a("\0", 2));
	assert_true(hash_of("20261234", "lazy") == fnv1a("20261234\0lazy", 14));
	assert_true(hash_of("\xea\xb9\x80", "lazy") == fnv1a("\xea\xb9\x80\0lazy", 9));
}

static void seeds_that_look_alike_are_told_apart(void **state)
{
	static const char *const pairs[][2] = {
		{"ab", "c"}, {"a", "bc"}, {"", "abc"}, {"abc", ""}, {"ba", "c"}, {"AB", "c"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++)
		for (size_t k = 0; k < i; k++)
			assert_true(hash_of(pairs[i][0], pairs[i][1]) !=
				    hash_of(pairs[k][0], pairs[k][1]));
}

/* In a class of 60 hardly two meet, and each has between three and five quarters. */
static void seeds_of_a_class_spread(void **state)
{
	const int64_t usual = 100 * 1024 * 1024, page = 4096;
	int64_t pages[60];
	int twins = 0;

	(void)state;
	for (int student = 0; student < 60; student++) {
		char seed[16];

		snprintf(seed, sizeof(seed), "2026%04d", student);
		const int64_t share = size_share(usual, seed, "lazy");

		want_int(seed, share, size_share(usual, seed, "lazy"));
		want_true(seed, share >= usual / 4 * 3 && share < usual / 4 * 5);
		pages[student] = share / page;
		for (int other = 0; other < student; other++)
			twins += pages[other] == pages[student];
	}
	want_true("at most one pair of twins", twins <= 1);
	want_true("another lab, another share",
		  size_share(usual, "kim", "lazy") != size_share(usual, "kim", "faults"));
	want_true("the largest size does not overflow",
		  size_share((int64_t)1 << 45, "kim", "lazy") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sizes_are_read_as_people_type_them, "sizes are read as people type them"),
		TEST(sizes_are_shown_in_the_largest_unit, "sizes are shown in the largest unit"),
		TEST(a_size_that_is_shown_whole_is_read_back,
		     "a size that is shown whole is read back"),
		TEST(counts_are_shown_in_groups_of_three, "counts are shown in groups of three"),
		TEST(a_count_stays_inside_its_room, "a count stays inside its room"),
		TEST(a_seed_is_hashed_by_fnv1a, "a seed is hashed by FNV-1a"),
		TEST(seeds_that_look_alike_are_told_apart, "seeds that look alike are told apart"),
		TEST(seeds_of_a_class_spread, "the seeds of a class spread"),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
