/* SPDX-License-Identifier: MIT */
/* names: each text has one number, and a list is read as people type it. */
#include "unit.h"

#include "util/names.h"

static void a_name_keeps_its_number(void **state)
{
	struct names names = {0};

	(void)state;
	want_int("of none", 0, names_find(&names, "kim"));
	want_int("the first", 1, names_add(&names, "kim"));
	want_int("the second", 2, names_add(&names, "lee"));
	want_int("the empty one", 3, names_add(&names, ""));
	want_int("the first again", 1, names_add(&names, "kim"));
	want_int("found", 2, names_find(&names, "lee"));
	want_int("not there", 0, names_find(&names, "Kim"));
	want_int("count", 3, names.count);
	names_free(&names);
	want_int("freed", 0, names_find(&names, "kim"));
}

static void ten_thousand_names_are_told_apart(void **state)
{
	struct names names = {0};
	char name[32];

	(void)state;
	for (size_t round = 0; round < 2; round++)
		for (size_t i = 1; i <= 10000; i++) {
			format(name, sizeof(name), "20261123T154214Z-pc-%zu-01", i);
			want_int(name, i, names_add(&names, name));
		}
	want_int("count", 10000, names.count);
	want_text("the last", name, names.text[9999]);
	names_free(&names);
}

static const char *nothing_wrong(const char *name)
{
	(void)name;
	return NULL;
}

static const char *no_kim(const char *name)
{
	return strcmp(name, "kim") == 0 ? "not kim" : NULL;
}

static void a_list_is_read_as_people_type_it(void **state)
{
	static const struct {
		const char *row, *list, *names; /* each with a comma behind it */
	} rows[] = {
		{"empty", "", ""},
		{"one, without an end", "kim", "kim,"},
		{"lines", "kim\nlee\n", "kim,lee,"},
		{"CR LF", "kim\r\nlee\r\n", "kim,lee,"},
		{"byte order mark", "\xef\xbb\xbfkim\n", "kim,"},
		{"blanks around and inside", " \tkim min su \nlee\t\n", "kim min su,lee,"},
		{"comments", "# the class\nkim # ill\n#lee\n \t# late\nlee\t#\n", "kim,lee,"},
		{"what is no comment yet", "kim#1\nkim#2 # ill\nkim#3 a#b\n",
		 "kim#1,kim#2,kim#3 a#b,"},
		{"empty lines", "\n\r\n  \nkim\n\n", "kim,"},
		{"twice", "kim\nlee\nkim\n", "kim,lee,"},
		{"Korean", "\xea\xb9\x80\xeb\xaf\xbc\xec\x88\x98\n",
		 "\xea\xb9\x80\xeb\xaf\xbc\xec\x88\x98,"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct names names = {0};
		struct names_wrong at;
		char found[128] = "", *list = exact(rows[i].list, strlen(rows[i].list) + 1);

		want_int(rows[i].row, 0, names_add_lines(&names, list, nothing_wrong, &at));
		free(list);
		for (size_t k = 0; k < names.count; k++) {
			strcat(found, names.text[k]);
			strcat(found, ",");
		}
		want_text(rows[i].row, rows[i].names, found);
		names_free(&names);
	}
}

static void a_line_that_is_wrong_is_told_by_its_number(void **state)
{
	static const struct {
		const char *list;
		size_t line; /* 0: all are right */
	} rows[] = {
		{"", 0},
		{"lee\n", 0},
		{"kim", 1},
		{"lee\nkim\n", 2},
		{"\n\n# a\nkim\n", 4},
		{"lee\r\nkim\r\n", 2},
		{"#kim\nlee #kim", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct names names = {0};
		struct names_wrong at;
		char *list = exact(rows[i].list, strlen(rows[i].list) + 1);
		const int error = names_add_lines(&names, list, no_kim, &at);

		want_int(rows[i].list, rows[i].line ? -EINVAL : 0, error);
		if (rows[i].line) {
			want_int(rows[i].list, rows[i].line, at.line);
			want_text(rows[i].list, "not kim", at.why);
		}
		free(list);
		names_free(&names);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_name_keeps_its_number, "a name keeps its number"),
		TEST(ten_thousand_names_are_told_apart, "ten thousand names are told apart"),
		TEST(a_list_is_read_as_people_type_it, "a list is read as people type it"),
		TEST(a_line_that_is_wrong_is_told_by_its_number,
		     "a line that is wrong is told by its number"),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
