/* SPDX-License-Identifier: MIT */
/* json: what is built is JSON, and a number is found only where it stands. */
#include "unit.h"

#include <signal.h>
#include <sys/resource.h>

#include "util/json.h"

static void a_text_is_built_with_commas_and_levels(void **state)
{
	struct json j = {0};

	(void)state;
	json_open(&j, NULL, '{');
	json_int(&j, "low", INT64_MIN);
	json_value(&j, "none", unknown);
	json_value(&j, "some", known(5));
	json_bool(&j, "yes", true);
	json_string(&j, "null", NULL);
	json_open(&j, "list", '[');
	json_string(&j, NULL, "a");
	json_open(&j, NULL, '{');
	json_close(&j, '}');
	json_open(&j, NULL, '[');
	json_close(&j, ']');
	json_close(&j, ']');
	json_bool(&j, "no", false);
	json_close(&j, '}');
	char *found = strdup(j.data);

	json_free(&j);
	want_text(
		"text",
		"{\n  \"low\": -9223372036854775808,\n  \"none\": null,\n  \"some\": 5,\n"
		"  \"yes\": true,\n  \"null\": null,\n  \"list\": [\n    \"a\",\n    {},\n    []\n"
		"  ],\n  \"no\": false\n}",
		found);
	free(found);
}

static char *quoted(const char *s)
{
	struct json j = {0};
	char *copy;

	json_string(&j, NULL, s);
	copy = strdup(j.data);
	json_free(&j);
	return copy;
}

static void strings_are_escaped(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{"", "\"\""},
		{"a\"b", "\"a\\\"b\""},
		{"a\\b", "\"a\\\\b\""},
		{"\n\t\r", "\"\\u000a\\u0009\\u000d\""},
		{"\033\177\001", "\"\\u001b\\u007f\\u0001\""},
		{"</script>", "\"</script>\""},
		{"\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80",
		 "\"\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80\""},
		{"\"}, \"seed\": 5", "\"\\\"}, \\\"seed\\\": 5\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *found = quoted(rows[i].text), copy[128];

		snprintf(copy, sizeof(copy), "%s", found);
		free(found);
		want_text(rows[i].text, rows[i].wanted, copy);
	}
}

/* RFC 8259: a JSON text is UTF-8. A host name, a seed or a process's name may hold any bytes. */
static void any_bytes_give_valid_utf8(void **state)
{
	static const char *const rows[] = {"\xff",     "a\x80z",       "\xc6\xe4\xc0\xcc",
					   "\xec\xa7", "\xed\xa0\x80", "\xc0\x80"};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *found = quoted(rows[i]);
		const bool valid = is_utf8(found);

		free(found);
		want_true(rows[i], valid);
	}
}

static void a_key_is_escaped_too(void **state)
{
	struct json j = {0};
	char found[64];

	(void)state;
	json_open(&j, NULL, '{');
	json_int(&j, "a\"b\n", 1);
	json_close(&j, '}');
	snprintf(found, sizeof(found), "%s", j.data);
	json_free(&j);
	want_text("key", "{\n  \"a\\\"b\\u000a\": 1\n}", found);
}

static void a_number_is_found_in_the_outermost_object_only(void **state)
{
	static const struct {
		const char *text;
		struct value wanted;
	} rows[] = {
		{"{\"n\": 5}", IS(5)},
		{"{\"n\":5}", IS(5)},
		{" \n{ \"n\" \t:\r\n -5 }", IS(-5)},
		{"{\"n\": 5, \"m\": 6}", IS(5)},
		{"{\"n\":5,\"m\":6}", IS(5)},
		{"{\"m\": 6, \"n\": 5\n}\n", IS(5)},
		{"{\"nn\": 6, \"n\": 5}", IS(5)},
		{"{\"xn\": 6}", NONE},
		{"{\"N\": 6}", NONE},
		{"{\"a\": {\"n\": 1}, \"n\": 2}", IS(2)},
		{"{\"a\": {\"n\": 1}}", NONE},
		{"{\"a\": [\"n\", {\"n\": 1}], \"n\": 2}", IS(2)},
		{"[{\"n\": 1}]", NONE},
		{"{\"a\": \"n\", \"n\": 2}", IS(2)},
		{"{\"a\": \"{\", \"n\": 2}", IS(2)},
		{"{\"a\": \"}{[\", \"n\": 2}", IS(2)},
		{"{\"a\": \"\\\"n\\\": 1\", \"n\": 2}", IS(2)},
		{"{\"a\": \"\\\\\", \"n\": 2}", IS(2)},
		{"{\"a\": \"\\\\\\\", \\\"n\\\": 1\", \"n\": 2}", IS(2)},
		{"{\"a\": \"\\\"n\\\": 1\"}", NONE},
		{"{\"n\": null}", NONE},
		{"{\"n\": true}", NONE},
		{"{\"n\": \"5\"}", NONE},
		{"{\"n\": 5.5}", NONE},
		{"{\"n\": 5e3}", NONE},
		{"{\"n\": [5]}", NONE},
		{"{\"n\": {\"n\": 5}}", NONE},
		{"{\"n\": 9223372036854775807}", IS(INT64_MAX)},
		{"{\"n\": 9223372036854775808}", NONE},
		/* what is no JSON tells nothing */
		{"{\"n\": 5", NONE},
		{"{\"n\": 5,}", NONE},
		{"{\"n\": 5 \"m\": 6}", NONE},
		{"{\"n\" 5}", NONE},
		{"{\"m\": [1, 2, \"n\": 5]}", NONE},
		{"{\"m\": {\"k\": }, \"n\": 5}", NONE},
		{"{\"m\": 01, \"n\": 5}", NONE},
		{"{\"m\": tru, \"n\": 5}", NONE},
		{"{\"m\": \"\\q\", \"n\": 5}", NONE},
		{"{\"m\": \"a\nb\", \"n\": 5}", NONE},
		{"{\"m\": -1.5e+3, \"n\": 5}", IS(5)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_value(rows[i].text, rows[i].wanted, json_find_int(rows[i].text, "n"));
}

/* A key of the same name elsewhere is another one. */
static void a_path_is_followed_key_by_key(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{"{\"room\":{\"made\":\"yes\"}}", "yes"},
		{"{\"room\":5,\"other\":{\"made\":\"no\"}}", ""},
		{"{\"room\":\"x\",\"made\":\"no\"}", ""},
		{"{\"room\":[{\"made\":\"no\"}]}", ""},
		{"{\"room\":{\"in\":{\"made\":\"no\"}},\"made\":\"no\"}", ""},
		{"{\"room\":null,\"x\":{\"made\":\"no\"}}", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char found[16];

		json_find_text(rows[i].text, "room.made", found, sizeof(found));
		want_text(rows[i].text, rows[i].wanted, found);
	}
}

static void a_text_nested_too_deep_gives_nothing(void **state)
{
	enum { DEEP = 200000 };
	char *text = malloc(2 * DEEP + 32);

	(void)state;
	strcpy(text, "{\"a\": ");
	memset(text + 6, '[', DEEP);
	memset(text + 6 + DEEP, ']', DEEP);
	strcpy(text + 6 + 2 * DEEP, ", \"n\": 5}");
	const struct value found = json_find_int(text, "n");

	free(text);
	want_value("deep", unknown, found);
}

static void broken_texts_give_nothing(void **state)
{
	static const char *const rows[] = {
		"",
		"{",
		"}",
		"{\"",
		"{\"n",
		"{\"n\"",
		"{\"n\":",
		"{\"n\": ",
		"{\"n\": }",
		"{\"n\" 5}",
		"\"n\": 5",
		"}{\"n\": 5}",
		"{\"n\\\"",
		"{\"a\": \"\\",
		"{\"n\": -}",
		"\\",
		"{\"a\": \"n: 5",
		"{n: 5}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = strlen(rows[i]);
		char *copy = exact(rows[i], len + 1);
		struct value found = json_find_int(copy, "n");

		free(copy);
		want_value(rows[i], unknown, found);
	}
}

static void what_is_built_is_found_again(void **state)
{
	struct json j = {0};

	(void)state;
	json_open(&j, NULL, '{');
	json_string(&j, "text", "\"n\": 1, \\{[");
	json_open(&j, "inner", '{');
	json_int(&j, "n", 2);
	json_close(&j, '}');
	json_int(&j, "n", -3);
	json_close(&j, '}');
	struct value found = json_find_int(j.data, "n");

	json_free(&j);
	want_value("n", known(-3), found);
}

static void a_file_is_written_once_and_whole_or_an_error(void **state)
{
	CLEANUP_FD int folder = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_TEXT struct text text = {0};
	const struct rlimit small = {4, RLIM_INFINITY};
	struct rlimit before;
	struct json j = {0};
	char path[PATH_MAX];

	(void)state;
	json_open(&j, NULL, '{');
	json_close(&j, '}');
	const int first = json_write(&j, folder, "a.json"),
		  again = json_write(&j, folder, "a.json");

	json_string(&j, NULL, "longer than four bytes");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	const int full = json_write(&j, folder, "b.json");

	setrlimit(RLIMIT_FSIZE, &before);
	json_free(&j);
	want_int("the first time", 0, first);
	want_int("the second time", -EEXIST, again);
	want_true("a full disk", full < 0);
	format(path, sizeof(path), "%s/a.json", scratch);
	want_int("text_read", 0, text_read(&text, path));
	want_text("the file", "{}\n", text.data);
}

static void objects_of_a_list_are_found_one_by_one(void **state)
{
	static const char text[] = "{\"a\": {\"l\": [{\"n\": 1, \"x\": [{\"n\": 9}]}, \"}]\", 7, "
				   "{\"n\": 2}]}, \"n\": 3, \"l\": 4}";
	const char *first = json_find_object(text, "a.l", 0);
	const char *second = json_find_object(text, "a.l", 1);

	(void)state;
	assert_non_null(first);
	assert_non_null(second);
	assert_int_equal(json_find_int(first, "n").n, 1);
	assert_int_equal(json_find_int(second, "n").n, 2);
	assert_null(json_find_object(text, "a.l", 2));
	assert_null(json_find_object(text, "l", 0));
	assert_null(json_find_object("{\"l\": [{\"n\": 1", "l", 1));
	assert_null(json_find_object("", "l", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_text_is_built_with_commas_and_levels,
		     "a text is built with commas and levels"),
		TEST(strings_are_escaped, "strings are escaped"),
		TEST(any_bytes_give_valid_utf8, "any bytes give valid UTF-8"),
		TEST(a_key_is_escaped_too, "a key is escaped too"),
		TEST(a_number_is_found_in_the_outermost_object_only,
		     "a number is found in the outermost object only"),
		TEST(a_path_is_followed_key_by_key, "a path is followed key by key"),
		TEST(a_text_nested_too_deep_gives_nothing, "a text nested too deep gives nothing"),
		TEST(broken_texts_give_nothing, "broken texts give nothing"),
		TEST(what_is_built_is_found_again, "what is built is found again"),
		TEST(objects_of_a_list_are_found_one_by_one,
		     "objects of a list are found one by one"),
		TEST(a_file_is_written_once_and_whole_or_an_error,
		     "a file is written once and whole, or it is an error"),
	};

	return cmocka_run_group_tests_name("json", tests, make_scratch, remove_scratch);
}
