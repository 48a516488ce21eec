/* SPDX-License-Identifier: MIT */
/* line: what does not fit is cut between characters, nothing is written past the end, and no path
 * is ever another one. */
#include "unit.h"

#include "util/line.h"
#include "util/utf8.h"

static void what_does_not_fit_is_cut_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t room;
		const char *wanted;
	} rows[] = {
		{"abc", 4, "abc"},
		{"abc", 3, "ab"},
		{"abc", 1, ""},
		{"가나", 7, "가나"},
		{"가나", 6, "가"},
		{"가나", 5, "가"},
		{"가나", 4, "가"},
		{"가나", 3, ""},
		{"가나", 2, ""},
		{"a\U0001f600", 5, "a"},
		{"a\U0001f600", 6, "a\U0001f600"},
		{"é", 2, ""},
		{"\xea\xb0", 3, "\xea\xb0"},
		{"\x80\x80\x80\x80", 4, "\x80\x80\x80"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[16];

		memset(out, '!', sizeof(out));
		const bool whole = line_set(out, rows[i].room, "%s", rows[i].text);

		want_text(rows[i].text, rows[i].wanted, out);
		want_int(rows[i].text, strcmp(rows[i].text, rows[i].wanted) == 0, whole);
		for (size_t k = rows[i].room; k < sizeof(out); k++)
			want_int("past the end", '!', out[k]);
	}
}

static void adding_never_leaves_the_buffer(void **state)
{
	char out[24];

	(void)state;
	for (size_t room = 1; room <= 16; room++) {
		memset(out, '!', sizeof(out));
		out[0] = '\0';
		bool whole = true;

		for (int i = 0; i < 9; i++)
			whole &= line_add(out, room, "%d가", i);
		want_false("all fits", whole);
		want_true("it ends", strlen(out) < room);
		want_int("whole characters", strlen(out), utf8_whole(out, strlen(out)));
		for (size_t k = room; k < sizeof(out); k++)
			want_int("past the end", '!', out[k]);
	}
	/* A buffer that is full, and one without its end: nothing more is written. */
	memset(out, 'x', sizeof(out));
	want_false("no end", line_add(out, sizeof(out), "%s", "more"));
	want_int("no end", 'x', out[sizeof(out) - 1]);
}

static void a_part_of_a_text_has_whole_characters_that_may_be_shown(void **state)
{
	char many[2000];

	(void)state;
	want_text("whole", "가나", line_part("가나", 40));
	want_text("cut", "가", line_part("가나", 5));
	want_text("escape", "?[31m", line_part("\033[31m", 40));
	want_text("no UTF-8", "a?b",
		  line_part("a\xff"
			    "b",
			    40));
	memset(many, 'y', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	want_int("bounded", 255, strlen(line_part(many, 4000)));
	const char *first = line_part("1", 9), *second = line_part("2", 9);
	want_text("two at once", "1", first);
	want_text("two at once", "2", second);
}

static void a_path_that_does_not_fit_is_refused(void **state)
{
	char folder[PATH_MAX], out[PATH_MAX];

	(void)state;
	memset(folder, 'a', sizeof(folder));
	for (size_t len = PATH_MAX - 8; len < PATH_MAX; len++) {
		folder[len] = '\0';
		const int wanted = len + 5 < PATH_MAX ? 0 : -ENAMETOOLONG;

		want_int("joined", wanted, path_join(out, sizeof(out), folder, "name"));
		want_int("joined", wanted ? 0 : len + 5, strlen(out));
		folder[len] = 'a';
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_does_not_fit_is_cut_between_characters,
		     "what does not fit is cut between characters"),
		TEST(adding_never_leaves_the_buffer, "adding never leaves the buffer"),
		TEST(a_part_of_a_text_has_whole_characters_that_may_be_shown,
		     "a part of a text has whole characters that may be shown"),
		TEST(a_path_that_does_not_fit_is_refused, "a path that does not fit is refused"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
