/* SPDX-License-Identifier: MIT */
/* Reading PO files: what msgfmt takes is taken, and nothing hostile does harm. */
#include <glob.h>

#include "i18n/filled.h"
#include "i18n/form.h"
#include "i18n/intl.h"
#include "i18n/po.h"
#include "unit.h"
#include "util/file.h"
#include "util/utf8.h"

static const char *translation(const char *text, const char *id)
{
	static char kept[200];
	struct po po = {0};
	size_t line;

	assert_int_equal(po_add(&po, text, &line), 0);
	const char *found = po_find(&po, id);
	if (found)
		snprintf(kept, sizeof(kept), "%s", found);
	po_free(&po);
	return found ? kept : NULL;
}

static void is_translation(const char *text, const char *id, const char *wanted)
{
	const char *found = translation(text, id);

	assert_non_null(found);
	assert_string_equal(found, wanted);
}

static void entries(void **state)
{
	(void)state;
	is_translation("msgid \"a\"\nmsgstr \"b\"\n", "a", "b");
	is_translation("msgid \"a\"\nmsgstr \"b\"", "a", "b");
	is_translation("msgid \"a\"\r\nmsgstr \"b\"\r\n", "a", "b");
	is_translation("msgid \"\"\nmsgstr \"head\\n\"\n\n#: x.c:1\nmsgid \"\"\n\"a\"\n\" "
		       "b\"\nmsgstr \"\"\n\"c\"\n\"d\"\n",
		       "a b", "cd");
	is_translation("msgid \"a\"\nmsgstr \"1\"\nmsgid \"b\"\nmsgstr \"2\"\n", "b", "2");
	is_translation("msgid \"a\\n\\t\\\"\\\\\"\nmsgstr \"\\\\n\"\n", "a\n\t\"\\", "\\n");
	is_translation("msgid \"%zu run\"\nmsgid_plural \"%zu runs\"\nmsgstr[0] \"x "
		       "%zu\"\nmsgstr[1] \"y\"\n",
		       "%zu run", "x %zu");
	is_translation("msgid \"a\"\nmsgstr \"first\"\nmsgid \"a\"\nmsgstr \"second\"\n", "a",
		       "first");
}

static void what_a_terminal_obeys_is_taken_out(void **state)
{
	(void)state;
	is_translation("msgid \"a\"\nmsgstr \"\x1b[31m\\n\\tb\xff\r\"\n", "a", "?[31m\n\tb??");
	is_translation("msgid \"a\"\nmsgstr \"\xc2\x9b\xea\xb0\x80\"\n", "a", "\?\?\xea\xb0\x80");
}

static void left_out(void **state)
{
	(void)state;
	assert_null(translation("#, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n", "a"));
	assert_null(translation("#, c-format, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n", "a"));
	assert_null(translation("msgid \"a\"\nmsgstr \"\"\n", "a"));
	assert_null(translation("#~ msgid \"a\"\n#~ msgstr \"b\"\n", "a"));
	assert_null(translation("msgid \"\"\nmsgstr \"head\"\n", ""));
	assert_null(translation("", "a"));
	is_translation("#, c-format\nmsgid \"a\"\nmsgstr \"b\"\n", "a", "b");
	is_translation("#, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n\nmsgid \"c\"\nmsgstr \"d\"\n", "c",
		       "d");
}

static void refused(void **state)
{
	static const struct {
		const char *text;
		size_t line;
	} cases[] = {
		{"hello\n", 1},
		{"msgid a\n", 1},
		{"msgid \"a\nmsgstr \"b\"\n", 1},
		{"msgid \"a\"\nmsgstr \"b\" c\n", 2},
		{"msgid \"a\\\"\n", 1},
		{"msgid \"a\\x\"\n", 1},
		{"\nmsgctxt \"menu\"\nmsgid \"a\"\n", 2},
		{"msgid \"a\"\nmsgstr \"\\", 2},
		{"msgid", 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct po po = {0};
		size_t line;

		assert_int_equal(po_add(&po, cases[i].text, &line), -EILSEQ);
		assert_int_equal(line, cases[i].line);
		po_free(&po);
	}
}

/* What a hostile ko.po would have printf read, or write. */
static void arguments(void **state)
{
	static const struct {
		const char *id, *translated;
		bool fits;
	} cases[] = {
		{"%s: %zu rows", "%s: %zu행", true},
		{"%s: %zu rows", "%zu %s", false},
		{"%s: %zu rows", "%2$zu행: %1$s", true},
		{"%s: %zu rows", "%2$s: %1$zu", false},
		{"%s: %zu rows", "%2$zu%2$zu%1$s", true},
		{"%s: %zu rows", "%2$zu", false},
		{"%s: %zu rows", "%1$s %2$zu %3$s", false},
		{"%s: %zu rows", "%1$s %zu", false},
		{"%s: %zu rows", "%s %s %s %s %s %s", false},
		{"%s: %zu rows", "%n%n", false},
		{"%s: %zu rows", "%s: %u", false},
		{"%s: %zu rows", "%s: %zx", false},
		{"%s: %zu rows", "%s", false},
		{"%s: %zu rows", "%-20s: %5zu%%", true},
		{"%s: %zu rows", "%s: %zu %", false},
		{"%s: %zu rows", "%s: %zu %*\uac00", false},
		{"%s: %zu rows", "%0$s", false},
		{"%s: %zu rows", "%99999999999999999999$s", false},
		{"%*d of %.*f", "%*d / %.*f", true},
		{"%*d of %.*f", "%d / %f", false},
		{"%d", "%*d", false},
		{"all of it", "그 모두", true},
		{"all of it", "%s", false},
		{"all of it", "%n", false},
		{"all of it", "% n", false},
		{"all of it", "%5%%n", false},
		{"all of it", "%5%n", false},
		{"all of it", "%hl%+n", false},
		{"all of it", "%.%n", false},
		{"all of it", "100%. %n", false},
		{"all of it", "100%. \uadf8", true},
		{"all of it", "50% \uc774\uc0c1", true},
		{"50%-60% of it", "\uadf8\uac83\uc758 50%-60%", true},
		{"all of it", "%%n", true},
		{"all of it", "%1$*2$n", false},
		{"all of it", "%lln", false},
		{"all of it", "100%", true},
		{"all of it", "100%만 있으면", true},
		{"100% of it", "그것의 100% of", true},
		{"100% of it", "그것의 100%n", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (form_fits(cases[i].id, cases[i].translated) != cases[i].fits)
			fail_msg("%s -> %s", cases[i].id, cases[i].translated);
}

static void unfit(void **state)
{
	static const char text[] =
		"msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"\"\n\"%s \"\n\"c\"\nmsgstr "
		"\"%n\"\nmsgid \"%zu run\"\nmsgid_plural \"%s runs\"\nmsgstr[0] "
		"\"%s\"\nmsgid \"d\"\nmsgstr \"e\"\n";
	struct po po = {0};
	size_t line;

	(void)state;
	assert_int_equal(po_add(&po, text, &line), 0);
	assert_int_equal(po.unfit_lines, 2);
	assert_int_equal(po.unfit_line[0], 4);
	assert_int_equal(po.unfit_line[1], 8);
	assert_null(po_find(&po, "%s c"));
	assert_null(po_find(&po, "%zu run"));
	assert_string_equal(po_find(&po, "a"), "b");
	assert_string_equal(po_find(&po, "d"), "e");
	/* named once, however often a lab's file is read */
	assert_int_equal(po_add(&po, text, &line), 0);
	assert_int_equal(po.unfit_lines, 0);
	po_free(&po);
}

/* From the folder that make runs the tests in. */
static void own_files(void **state)
{
	glob_t found = {0};

	(void)state;
	assert_int_equal(glob("harness/*/ko.po", 0, NULL, &found), 0);
	assert_int_equal(glob("scripts/ko.po", GLOB_APPEND, NULL, &found), 0);
	assert_int_equal(glob("labs/*/ko.po", GLOB_APPEND, NULL, &found), 0);
	assert_true(found.gl_pathc > 20);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		CLEANUP_TEXT struct text text = {0};
		struct po po = {0};
		size_t line;

		assert_int_equal(text_read(&text, found.gl_pathv[i]), 0);
		assert_int_equal(po_add(&po, text.data, &line), 0);
		if (po.unfit_lines)
			fail_msg("%s:%zu", found.gl_pathv[i], po.unfit_line[0]);
		po_free(&po);
	}
	globfree(&found);
}

static const char forms[] = "msgid \"%s needs %zu pages\"\nmsgstr \"%2$zu쪽: %1$s\"\n"
			    "msgid \"%s needs %zu pages of %s\"\nmsgstr \"%3$s의 %2$zu쪽: %1$s\"\n"
			    "msgid \"in step %s\"\nmsgstr \"단계 %s에서\"\n"
			    "msgid \"%s: %s\"\nmsgstr \"!%s%s\"\n"
			    "msgid \"ended with %1$d %2$s\"\nmsgstr \"%2$s %1$d\"\n"
			    "msgid \"before it began\"\nmsgstr \"시작 전\"\n"
			    "msgid \"%lld%% of %-5s is %.1f\"\nmsgstr \"%2$s %1$lld%% %3$.1f\"\n"
			    "msgid \"room for %*d more\"\nmsgstr \"?%*d\"\n";

static void filled(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"it needs 7 pages", "7쪽: it"},
		{"this one needs 7 pages", "7쪽: this one"},
		{"it needs many pages", NULL},
		{"it needs  pages", NULL},
		{"it needs -7 pages", "-7쪽: it"},
		{"it needs 7 pages of its own", "its own의 7쪽: it"},
		{"it needs 3 needs 7 pages", "7쪽: it needs 3"},
		{"ended with 3 in step a", "단계 a에서 3"},
		{"ended with 3 before it began", "시작 전 3"},
		{"ended with 3 ", " 3"},
		{"99% of all is 1.5", "all 99% 1.5"},
		{"this: that", NULL},
		{"room for 3 more", NULL},
		{"", NULL},
		{"%s needs %zu pages", NULL},
		{"%s needs 1 pages", "1쪽: %s"},
	};
	char out[64];
	struct po po = {0};
	size_t line;

	(void)state;
	assert_int_equal(po_add(&po, forms, &line), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		strcpy(out, "as it was");
		assert_int_equal(filled_translate(&po, cases[i].text, out, sizeof(out)),
				 cases[i].wanted != NULL);
		assert_string_equal(out, cases[i].wanted ? cases[i].wanted : "as it was");
	}
	assert_true(filled_translate(&po, "it needs 12345 pages", out, 5));
	assert_string_equal(out, "1234");
	po_free(&po);
}

/* Of a text that nearly fits everywhere, each part is tried once, not each split of them all. */
static void filled_in_time(void **state)
{
	static const char form[] =
		"msgid \"%s and %s and %s and %s and %s and %s!\"\nmsgstr \"%s%s%s%s%s%s\"\n";
	char text[4096] = "", out[16];
	struct po po = {0};
	size_t line;

	(void)state;
	for (size_t i = 0; i + 5 < sizeof(text); i += 5)
		memcpy(text + i, " and ", 6);
	assert_int_equal(po_add(&po, form, &line), 0);
	assert_false(filled_translate(&po, text, out, sizeof(out)));
	po_free(&po);
}

static void languages(void **state)
{
	static const struct {
		const char *names[3], *wanted;
	} cases[] = {
		{{NULL, NULL, NULL}, "en"},	      {{"ko", "en_US.UTF-8", NULL}, "ko"},
		{{"", "ko_KR.UTF-8", NULL}, "ko"},    {{NULL, "C", "ko_KR.UTF-8"}, "en"},
		{{NULL, "ko_KR.utf8", NULL}, "ko"},   {{NULL, "ko_KR.eucKR", NULL}, "en"},
		{{NULL, "C.UTF-8", "ko"}, "en"},      {{NULL, "POSIX", NULL}, "en"},
		{{"../../etc/ko", "ko", NULL}, "en"}, {{"ko/..", NULL, NULL}, "en"},
		{{"korean", NULL, NULL}, "en"},	      {{"ko@x", NULL, NULL}, "ko"},
	};
	char out[8];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		intl_choose(cases[i].names, 3, out);
		assert_string_equal(out, cases[i].wanted);
	}
}

static void widths(void **state)
{
	(void)state;
	assert_int_equal(utf8_width("VmRSS"), 5);
	assert_int_equal(utf8_width("메모리"), 6);
	assert_int_equal(utf8_width("찜한 주소"), 9);
	assert_int_equal(utf8_width("漢字かな"), 8);
	assert_int_equal(utf8_width("e\xcc\x81"), 1);
	/* Hangul in single letters takes the columns of its syllables. */
	assert_int_equal(utf8_width("\u1112\u1161\u11ab\u1100\u1173\u11af"), 4);
	assert_int_equal(utf8_width("\ua960\ud7b0\ud7fb"), 2);
	assert_int_equal(utf8_width("\xff\x1b"), 2);
	assert_int_equal(utf8_gap("메모리", 12), 6);
	assert_int_equal(utf8_gap("메모리", 5), 0);
}

/* Marks that turn what stands behind them: "gpj.exe" shows as "exe.jpg". */
static void turned(void **state)
{
	char text[] = "a\u202eb\u2066c\u2069d\u200fe\u061cf\xffz";
	char kept[] = "\uae40\u2010\u00e9\u05d0";

	(void)state;
	utf8_clean(text);
	assert_string_equal(text, "a???b???c???d???e??f?z");
	utf8_clean(kept);
	assert_string_equal(kept, "\uae40\u2010\u00e9\u05d0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(entries, "an entry, over several lines, with escapes, with plural forms"),
		TEST(what_a_terminal_obeys_is_taken_out, "what a terminal obeys is taken out"),
		TEST(left_out, "what is fuzzy, empty or obsolete is not used, as with msgfmt"),
		TEST(refused, "what is no PO file is refused, with the line"),
		TEST(arguments, "a translation takes the arguments of its message, or is none"),
		TEST(unfit, "one that does not is left out, and its line is known, once"),
		TEST(own_files, "of our own none is left out"),
		TEST(filled, "a filled-in message is known by what stands between its conversions"),
		TEST(filled_in_time, "a message that nearly fits is refused at once"),
		TEST(languages, "the language is that of the first variable that is set"),
		TEST(turned, "a mark that turns the text behind it is not shown"),
		TEST(widths, "Hangul takes two columns, and a combining mark none"),
	};

	return cmocka_run_group_tests_name("po", tests, NULL, NULL);
}
