/* SPDX-License-Identifier: MIT */
/* template: words in braces give way to their texts; nothing else changes. */
#include "unit.h"

#include <sys/wait.h>
#include <sysexits.h>

#include "util/template.h"

static const struct template_word words[] = {
	{"{lab}", "lazy"}, {"{size}", "64 MiB"}, {"{none}", ""}, {"{loop}", "{lab}"}};

static void words_give_way_to_their_texts(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{"make lab-{lab}", "make lab-lazy"},
		{"{lab}{size}", "lazy64 MiB"},
		{"{lab}, {lab}", "lazy, lazy"},
		{"of {size} of {lab}.", "of 64 MiB of lazy."},
		{"a{none}b", "ab"},
		{"{none}", ""},
		{"", ""},
		{"no word", "no word"},
		{"만든다: {size}", "만든다: 64 MiB"},
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t len = template_fill(rows[i].text, words, COUNT(words), out, 64);

		want_text(rows[i].text, rows[i].wanted, out);
		want_int(rows[i].text, strlen(rows[i].wanted), len);
	}
}

static void braces_around_no_word_stay(void **state)
{
	static const char *const rows[] = {"{",	     "}",      "{}",   "{la",
					   "{labs}", "{ lab}", "lab}", "$D{mount}"};
	char out[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		template_fill(rows[i], words, COUNT(words), out, sizeof(out));
		want_text(rows[i], rows[i], out);
	}
	template_fill("{{lab}}", words, COUNT(words), out, sizeof(out));
	want_text("only the inner ones", "{lazy}", out);
	template_fill("{lab}", words, 0, out, sizeof(out));
	want_text("without words", "{lab}", out);
}

static void what_was_put_in_is_not_filled_again(void **state)
{
	char out[64];

	(void)state;
	template_fill("{loop}", words, COUNT(words), out, sizeof(out));
	want_text("{loop}", "{lab}", out);
}

static void a_text_is_cut_to_the_buffer_and_its_whole_length_told(void **state)
{
	static const struct {
		const char *row;
		size_t capacity;
		const char *wanted;
	} rows[] = {
		{"fits", 14, "make lab-lazy"},
		{"one too few", 13, "make lab-laz"},
		{"before the word", 10, "make lab-"},
		{"in the text", 4, "mak"},
		{"the NUL alone", 1, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[16];

		memset(out, '#', sizeof(out));
		want_int(rows[i].row, 13,
			 template_fill("make lab-{lab}", words, COUNT(words), out,
				       rows[i].capacity));
		want_text(rows[i].row, rows[i].wanted, out);
		want_int(rows[i].row, '#', out[rows[i].capacity]);
	}
}

/* The exit code of a process that fills a buffer of that many bytes; what it prints is dropped. */
static int exit_code_with(size_t capacity)
{
	char out[16];
	int status = 0;
	const pid_t pid = fork();

	if (pid == 0) {
		close(STDERR_FILENO);
		template_fill_or_die("make lab-{lab}", words, COUNT(words), out, capacity);
		_exit(strcmp(out, "make lab-lazy") == 0 ? 0 : 1);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_command_is_never_cut(void **state)
{
	(void)state;
	want_int("fits", 0, exit_code_with(14));
	want_int("one byte too long", EX_SOFTWARE, exit_code_with(13));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(words_give_way_to_their_texts, "words give way to their texts"),
		TEST(braces_around_no_word_stay, "braces around no word stay"),
		TEST(what_was_put_in_is_not_filled_again, "what was put in is not filled again"),
		TEST(a_text_is_cut_to_the_buffer_and_its_whole_length_told,
		     "a text is cut to the buffer, and its whole length told"),
		TEST(a_command_is_never_cut, "a command is never cut"),
	};

	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
