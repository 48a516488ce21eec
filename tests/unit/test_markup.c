/* SPDX-License-Identifier: MIT */
/* markup and picture: anybody's text stays text, in HTML, in Markdown and in a gnuplot script. */
#include "unit.h"

#include "report/picture.h"
#include "util/markup.h"

static void written(void (*write)(FILE *f, const char *text), const char *text, const char *wanted)
{
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	assert_non_null(f);
	write(f, text);
	fclose(f);
	want_text(text, wanted, out);
	free(out);
}

static void text_in_html_stays_text(void **state)
{
	(void)state;
	written(markup_text, "<script>alert(\"1\" & 2)</script>",
		"&lt;script&gt;alert(&quot;1&quot; &amp; 2)&lt;/script&gt;");
	written(markup_text, "a\nb\033[31m", "a b [31m");
	written(markup_text, "", "");
	written(markup_text, "메모리", "메모리");
}

static void text_in_markdown_stays_text(void **state)
{
	(void)state;
	written(markup_markdown, "vm_rss_kib | <b>", "vm\\_rss\\_kib \\| \\<b\\>");
	written(markup_markdown, "![x](http://x) `id` # *", "!\\[x\\](http://x) \\`id\\` \\# \\*");
	written(markup_markdown, "two\nlines\\", "two lines\\\\");
}

static void links_lose_their_address_and_keep_their_words(void **state)
{
	static const struct {
		const char *markdown, *wanted;
	} rows[] = {
		{"see [lazy](../lazy/README.md).", "see lazy."},
		{"[a](b)[c](d)", "ac"},
		{"no link: [a] (b)", "no link: [a] (b)"},
		{"cut: [a](b", "cut: [a](b"},
		{"[", "["},
		{"[a](over\nlines)", "[a](over\nlines)"},
		{"", ""},
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_text(rows[i].markdown, rows[i].wanted,
			  markup_without_links(rows[i].markdown, out, sizeof(out)));
	want_text("cut to the room", "abc", markup_without_links("abcdef", out, 4));
}

static void a_section_is_found_by_its_whole_heading(void **state)
{
	static const char text[] = "# t\n\n## One more\nno\n## One\nyes\n\n### inner\n## Two\nlast";
	size_t len;

	(void)state;
	const char *one = markup_section(text, "One", &len);
	assert_non_null(one);
	want_int("up to the next", strlen("yes\n\n### inner\n"), len);
	want_true("its text", strncmp(one, "yes\n", 4) == 0);
	assert_non_null(markup_section(text, "Two", &len));
	want_int("up to the end", 4, len);
	want_true("none", markup_section(text, "Three", &len) == NULL);
	want_true("nothing behind", markup_section("## One", "One", &len) == NULL);
	want_true("no text", markup_section("", "One", &len) == NULL);
}

static void text_cannot_leave_a_string_of_gnuplot(void **state)
{
	char out[32];

	(void)state;
	picture_guard("a\"; system 'id' `id` $d @x \\n\n", out, sizeof(out));
	want_text("quotes, commands and macros", "a?; system ?id? ?id? ?d ?x ?n?", out);
	picture_guard("0123456789", out, 4);
	want_text("cut", "012", out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_in_html_stays_text, "text in HTML stays text"),
		TEST(text_in_markdown_stays_text, "text in Markdown stays text"),
		TEST(links_lose_their_address_and_keep_their_words,
		     "links lose their address and keep their words"),
		TEST(a_section_is_found_by_its_whole_heading,
		     "a section is found by its whole heading"),
		TEST(text_cannot_leave_a_string_of_gnuplot,
		     "text cannot leave a string of gnuplot's"),
	};

	return cmocka_run_group_tests_name("markup", tests, NULL, NULL);
}
