/* SPDX-License-Identifier: MIT */
/* labconf: a lab.conf as students write it, and what is said about a mistake. */
#include "unit.h"

#include <signal.h>

#include "cgroup/cap.h"
#include "lab/labconf.h"

static const char good[] = "# a comment\n"
			   "\n"
			   "  \t\n"
			   "summary Is memory mine?\n"
			   "topic   4-1, 4-2\n"
			   "level\tcore\n"
			   "class   home\n"
			   "minutes 7\n"
			   "order   20\n"
			   "limit   memory.max 64M\n"
			   "limit   memory.swap.max\t0\n"
			   "needs   cgroup psi\n"
			   "thp     default\n"
			   "cpus    all\n"
			   "room    optional\n"
			   "ends    oom\n"
			   "sample  1000\n"
			   "timeout 30\n"
			   "adj     -17\n"
			   "step  malloc   buffer = malloc({size})\n"
			   "means malloc   A promise.\n"
			   "means fifteen-bytes-x only a meaning\n"
			   "result malloc promises.\n"
			   "   ask  And if? \t\r\n"
			   "#summary not this\n";

static void a_good_file_is_read_whole(void **state)
{
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed", labconf_parse(good, "lazy", &c, &error));
	want_text("name", "lazy", c.name);
	want_text("summary", "Is memory mine?", c.summary);
	want_text("topic", "4-1, 4-2", c.topic);
	want_text("result", "malloc promises.", c.result);
	want_text("ask", "And if?", c.ask);
	want_text("needs", "cgroup psi", c.needs);
	want_true("level", c.core);
	want_int("class", AT_HOME, c.class);
	want_int("minutes", 7, c.minutes);
	want_int("order", 20, c.order);
	want_int("limits", 2, c.limits);
	want_text("limit", "memory.max", c.limit[0].file);
	want_text("limit", "64M", c.limit[0].value);
	want_text("limit", "memory.swap.max", c.limit[1].file);
	want_text("limit", "0", c.limit[1].value);
	want_true("thp", c.thp_default);
	want_true("cpus", c.all_cpus);
	want_true("room", c.room_optional);
	want_int("ends", END_OOM, c.ends);
	want_int("sample", 1000, c.sample_hz);
	want_int("timeout", 30, c.timeout_s);
	want_true("adj", c.has_adj);
	want_int("adj", -17, c.adj);
	want_int("steps", 2, c.steps);
	want_text("step", "malloc", c.step[0].name);
	want_text("step", "buffer = malloc({size})", c.step[0].what);
	want_text("means", "A promise.", c.step[0].means);
	want_text("means alone", "fifteen-bytes-x", c.step[1].name);
	want_text("means alone", "", c.step[1].what);
}

static void what_is_not_said_has_a_default(void **state)
{
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed", labconf_parse("summary x", "lazy", &c, &error));
	want_false("level", c.core);
	want_int("order", 9999, c.order);
	want_int("class", BEYOND, c.class);
	want_int("minutes", 5, c.minutes);
	want_int("timeout", 60, c.timeout_s);
	want_int("sample", 0, c.sample_hz);
	want_int("ends", END_EXIT, c.ends);
	want_false("thp", c.thp_default);
	want_false("cpus", c.all_cpus);
	want_false("room", c.room_optional);
	want_false("adj", c.has_adj);
	want_int("limits", 0, c.limits);
	want_int("steps", 0, c.steps);
	want_text("needs", "", c.needs);
}

static void what_a_terminal_obeys_is_taken_out(void **state)
{
	struct labconf c;
	struct labconf_error error;

	(void)state;
	want_true("parsed",
		  labconf_parse("summary \x1b[31mred\nstep a \x1b]0;b\n", "x", &c, &error));
	want_text("summary", "?[31mred", c.summary);
	want_text("step", "?]0;b", c.step[0].what);
	want_true("refused", !labconf_parse("level \x1b[31m\n", "x", &c, &error));
	want_true("its message", !strchr(error.message, '\x1b'));
}

static void crlf_and_no_final_newline_are_read(void **state)
{
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed",
		  labconf_parse("summary a b\r\nlevel core\r\n\r\nminutes 3", "x", &c, &error));
	want_text("summary", "a b", c.summary);
	want_true("level", c.core);
	want_int("minutes", 3, c.minutes);
}

static void a_file_may_be_korean(void **state)
{
	static const char text[] = "summary \xeb\xa9\x94\xeb\xaa\xa8\xeb\xa6\xac\xeb\x8a\x94?\n"
				   "step a \xeb\xb2\x84\xed\x8d\xbc\n";
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed", labconf_parse(text, "x", &c, &error));
	want_text("summary", "\xeb\xa9\x94\xeb\xaa\xa8\xeb\xa6\xac\xeb\x8a\x94?", c.summary);
	want_text("step", "\xeb\xb2\x84\xed\x8d\xbc", c.step[0].what);
}

static void the_machine_that_a_lab_wants_is_read(void **state)
{
	static const char *const wrong[] = {"summary x\nvm\n", "summary x\nvm swap\n",
					    "summary x\nvm disk 1G\n", "summary x\nvm kernel /x\n",
					    "summary x\nvm mem 123456789012345678901234M\n"};
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed", labconf_parse("summary x\nneeds psi vm\nvm swap\t256M\n"
					  "vm overcommit 2\n",
					  "x", &c, &error));
	want_int("settings", 2, c.vm_settings);
	want_text("name", "VM_SWAP", c.vm[0].name);
	want_text("value", "256M", c.vm[0].value);
	want_text("name", "VM_OVERCOMMIT", c.vm[1].name);
	want_text("value", "2", c.vm[1].value);
	want_true("the last need", labconf_needs(&c, "vm"));
	want_true("the first need", labconf_needs(&c, "psi"));
	want_false("a part of one", labconf_needs(&c, "v"));
	want_false("more than one", labconf_needs(&c, "psi vm"));
	want_false("none", labconf_needs(&c, ""));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		want_false(wrong[i], labconf_parse(wrong[i], "x", &c, &error));
}

static void each_way_to_end_is_read(void **state)
{
	static const struct {
		const char *text;
		enum lab_end ends;
		int number;
	} rows[] = {
		{"summary x\nends exit\n", END_EXIT, 0},
		{"summary x\nends oom\n", END_OOM, 0},
		{"summary x\nends signal KILL\n", END_SIGNAL, SIGKILL},
		{"summary x\nends signal SEGV\n", END_SIGNAL, SIGSEGV},
		{"summary x\nends signal BUS\n", END_SIGNAL, SIGBUS},
		{"summary x\nends signal ABRT\n", END_SIGNAL, SIGABRT},
		{"summary x\nends signal TERM\n", END_SIGNAL, SIGTERM},
		{"summary x\nends signal FPE\n", END_SIGNAL, SIGFPE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct labconf_error error;
		struct labconf c;

		want_true(rows[i].text, labconf_parse(rows[i].text, "x", &c, &error));
		want_int(rows[i].text, rows[i].ends, c.ends);
		want_int(rows[i].text, rows[i].number, c.end_signal);
	}
}

static void each_mistake_is_said_with_its_line(void **state)
{
	static const struct {
		const char *text;
		size_t line;
		const char *says;
	} rows[] = {
		{"summary x\nsumary y\n", 2, "expected a key"},
		{"summary x\nSummary y\n", 2, "expected a key"},
		{"summary x\n=1 y\n", 2, "expected a key"},
		{"summary x\n\n# c\nfoo bar\n", 4, "expected a key"},
		{"summary x\nfoo bar", 2, "expected a key"},
		{"summary\n", 1, "expected a value"},
		{"summary   \t \n", 1, "expected a value"},
		{"summary x\nlevel\n", 2, "expected a value"},
		{"summary x\nlevel hard\n", 2, "expected core or extra"},
		{"summary x\nclass\n", 2, "expected a value"},
		{"summary x\nclass 0\n", 2, "expected 1, 2, 3 or home"},
		{"summary x\nclass 4\n", 2, "expected 1, 2, 3 or home"},
		{"summary x\n\nclass 1 2\n", 3, "expected 1, 2, 3 or home"},
		{"summary x\nthp always\n", 2, "expected default or never"},
		{"summary x\ncpus 2\n", 2, "expected all or one"},
		{"summary x\nminutes 0\n", 2, "from 1 to 600"},
		{"summary x\nminutes 601\n", 2, "from 1 to 600"},
		{"summary x\nminutes five\n", 2, "from 1 to 600"},
		{"summary x\nminutes 5m\n", 2, "from 1 to 600"},
		{"summary x\nminutes 5 6\n", 2, "from 1 to 600"},
		{"summary x\nminutes 99999999999999999999\n", 2, "from 1 to 600"},
		{"summary x\nminutes 4294967297\n", 2, "from 1 to 600"},
		{"summary x\norder -1\n", 2, "from 0 to 9999"},
		{"summary x\nsample 10001\n", 2, "from 1 to 10000"},
		{"summary x\nsample 0\n", 2, "from 1 to 10000"},
		{"summary x\ntimeout 86401\n", 2, "from 1 to 86400"},
		{"summary x\nadj 1001\n", 2, "from -1000 to 1000"},
		{"summary x\nadj -1001\n", 2, "from -1000 to 1000"},
		{"summary x\nends never\n", 2, "expected exit, oom or signal"},
		{"summary x\nends signal\n", 2, "expected exit, oom or signal"},
		{"summary x\nends signal SIGKILL\n", 2, "a signal's name"},
		{"summary x\nends signal 9\n", 2, "a signal's name"},
		{"summary x\nlimit memory.max\n", 2, "expected a file of cgroup v2"},
		{"summary x\nstep malloc\n", 2, "expected the name of a step"},
		{"summary x\nmeans malloc\n", 2, "expected the name of a step"},
		{"summary x\nstep sixteen-bytes-xy text\n", 2, "expected the name of a step"},
		{"summary x\nlimit memory.max 1M\nstep a b\nat a\n", 4, "the name of a step"},
		{"summary x\nlimit memory.max 1M\nstep a b\nat a memory.max\n", 4,
		 "the name of a step"},
		{"summary x\nlimit memory.max 1M\nstep a b\nat a memory.low 2M\n", 4,
		 "the name of a step"},
		{"summary x\nlimit memory.max 1M\nstep a b\nat a memory.max 2X\n", 4, "a size"},
		{"summary x\nlimit memory.max 1M\nstep a b\nat b memory.max 2M\n", 4, "above"},
		{"summary x\nlimit memory.max 1M\nat a memory.max 2M\nstep a b\n", 3, "above"},
		{"summary x\nstep a b\nat a memory.max 2M\n", 3, "memory.max\" above"},
		{"", 0, "\"summary\""},
		{"level core\nminutes 5\n", 2, "\"summary\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct labconf_error error;
		struct labconf c;

		want_false(rows[i].text, labconf_parse(rows[i].text, "x", &c, &error));
		want_int(rows[i].text, rows[i].line, error.line);
		if (!strstr(error.message, rows[i].says))
			want_text(rows[i].text, rows[i].says, error.message);
	}
}

/* LIMIT= changes the limit of a step by the ratio by which it changes the first one. */
static void a_step_may_have_another_limit(void **state)
{
	static const char text[] = "summary x\nlimit memory.max 32M\nstep a b\nstep c d\n"
				   "at c memory.max 80M\n";
	static const int64_t mib = 1024 * 1024;
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed", labconf_parse(text, "x", &c, &error));
	want_value("no such step", unknown, cap_max_at(&c, -1, unknown));
	want_value("a step without", unknown, cap_max_at(&c, 0, unknown));
	want_value("a step without, LIMIT", unknown, cap_max_at(&c, 0, known(64 * mib)));
	want_value("as it stands", known(80 * mib), cap_max_at(&c, 1, unknown));
	want_value("twice", known(160 * mib), cap_max_at(&c, 1, known(64 * mib)));
	want_value("less", known(40 * mib), cap_max_at(&c, 1, known(16 * mib)));
	want_value("large", known(2560 * mib * 1024), cap_max_at(&c, 1, known(1024 * mib * 1024)));
	const struct value odd = cap_max_at(&c, 1, known(20000001));
	want_int("whole pages", 0, odd.n % sysconf(_SC_PAGESIZE));
}

/* A file of `count` lines made by `line`, behind a summary. */
static bool parse_lines(const char *line, int count, struct labconf *c, struct labconf_error *error)
{
	char text[4096] = "summary x\n";
	size_t len = strlen(text);

	for (int i = 0; i < count; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len, line, i);
		text[len++] = '\n';
		text[len] = '\0';
	}
	return labconf_parse(text, "x", c, error);
}

static void too_many_limits_or_steps_are_a_mistake(void **state)
{
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("8 limits", parse_lines("limit memory.max %d", 8, &c, &error));
	want_int("8 limits", 8, c.limits);
	want_false("9 limits", parse_lines("limit memory.max %d", 9, &c, &error));
	want_int("9 limits", 10, error.line);
	want_true("16 steps", parse_lines("step s%d text", 16, &c, &error));
	want_int("16 steps", 16, c.steps);
	want_false("17 steps", parse_lines("step s%d text", 17, &c, &error));
	want_int("17 steps", 18, error.line);
	want_true("one step 20 times", parse_lines("step s text %d", 20, &c, &error));
	want_int("one step", 1, c.steps);
}

static bool parse_text_of(const char *key, size_t len, struct labconf *c,
			  struct labconf_error *error)
{
	char text[1024];
	const size_t key_len = (size_t)snprintf(text, sizeof(text), "summary x\n%s ", key);

	memset(text + key_len, 'y', len);
	text[key_len + len] = '\0';
	return labconf_parse(text, "x", c, error);
}

static void text_that_is_too_long_is_a_mistake(void **state)
{
	static const char *const keys[] = {"summary", "topic",	  "result",   "ask",
					   "needs",   "step one", "means one"};

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct labconf_error error;
		struct labconf c;

		want_true(keys[i], parse_text_of(keys[i], 199, &c, &error));
		want_false(keys[i], parse_text_of(keys[i], 200, &c, &error));
		want_int(keys[i], 2, error.line);
		want_false(keys[i], parse_text_of(keys[i], 900, &c, &error));
		want_int(keys[i], 2, error.line);
	}
}

static void a_limit_that_is_too_long_is_a_mistake(void **state)
{
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("47 bytes", parse_text_of("limit memory.max", 47, &c, &error));
	want_false("48 bytes", parse_text_of("limit memory.max", 48, &c, &error));
	want_int("48 bytes", 2, error.line);
}

/* What a student sees must be readable: a cut Korean character is not. */
static void a_message_is_valid_utf8(void **state)
{
	static const char *const leads[] = {"", "a", "aa"};

	(void)state;
	for (size_t i = 0; i < COUNT(leads); i++) {
		struct labconf_error error;
		struct labconf c;
		char text[128];

		format(text, sizeof(text), "summary x\nlevel %s", leads[i]);
		for (int k = 0; k < 20; k++)
			strcat(text, "\xeb\xa9\x94");
		want_false(text, labconf_parse(text, "x", &c, &error));
		want_true(error.message, is_utf8(error.message));
	}
}

static void steps_are_found_by_their_name(void **state)
{
	struct labconf_error error;
	struct labconf c;

	(void)state;
	want_true("parsed", labconf_parse(good, "lazy", &c, &error));
	want_int("malloc", 0, labconf_step(&c, "malloc"));
	want_int("fifteen-bytes-x", 1, labconf_step(&c, "fifteen-bytes-x"));
	want_int("no such step", -1, labconf_step(&c, "mallo"));
	want_int("no name", -1, labconf_step(&c, ""));
}

static void names_of_labs_are_plain(void **state)
{
	static const struct {
		const char *name;
		bool wanted;
	} rows[] = {
		{"lazy", true},
		{"trap-optimiser", true},
		{"a", true},
		{"a1-", true},
		{"a234567890123456789012345678901", true},
		{"a2345678901234567890123456789012", false},
		{"", false},
		{"1a", false},
		{"-a", false},
		{"Lazy", false},
		{"a_b", false},
		{"a b", false},
		{"a.b", false},
		{"../lazy", false},
		{"a/b", false},
		{"a\n", false},
		{"a;b", false},
		{"\xea\xb0\x80", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_int(rows[i].name, rows[i].wanted, lab_name_is_valid(rows[i].name));
}

/* The files that are shipped, whatever their number. */
static void every_shipped_file_is_good(void **state)
{
	char path[PATH_MAX];
	DIR *labs = opendir(fixture("../../labs", path));
	size_t seen = 0;

	(void)state;
	assert_non_null(labs);
	for (struct dirent *entry; (entry = readdir(labs));) {
		CLEANUP_TEXT struct text text = {0};
		struct labconf_error error;
		struct labconf c;

		format(path, sizeof(path), "%s/../../labs/%s/lab.conf", fixtures(), entry->d_name);
		if (entry->d_name[0] == '.' || text_read(&text, path) < 0)
			continue;
		if (!labconf_parse(text.data, entry->d_name, &c, &error))
			want_text(entry->d_name, "no mistake", error.message);
		want_true(entry->d_name, lab_name_is_valid(entry->d_name));
		seen++;
	}
	closedir(labs);
	want_true("some labs", seen > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_file_is_read_whole, "a good file is read whole"),
		TEST(what_is_not_said_has_a_default, "what is not said has a default"),
		TEST(what_a_terminal_obeys_is_taken_out, "what a terminal obeys is taken out"),
		TEST(crlf_and_no_final_newline_are_read, "CRLF and no final newline are read"),
		TEST(a_file_may_be_korean, "a file may be Korean"),
		TEST(the_machine_that_a_lab_wants_is_read, "the machine that a lab wants is read"),
		TEST(each_way_to_end_is_read, "each way to end is read"),
		TEST(each_mistake_is_said_with_its_line, "each mistake is said with its line"),
		TEST(a_step_may_have_another_limit, "a step may have another limit"),
		TEST(too_many_limits_or_steps_are_a_mistake,
		     "too many limits or steps are a mistake"),
		TEST(text_that_is_too_long_is_a_mistake, "text that is too long is a mistake"),
		TEST(a_limit_that_is_too_long_is_a_mistake,
		     "a limit that is too long is a mistake"),
		TEST(a_message_is_valid_utf8, "a message is valid UTF-8"),
		TEST(steps_are_found_by_their_name, "steps are found by their name"),
		TEST(names_of_labs_are_plain, "names of labs are plain"),
		TEST(every_shipped_file_is_good, "every shipped lab.conf is good"),
	};

	return cmocka_run_group_tests_name("labconf", tests, NULL, NULL);
}
