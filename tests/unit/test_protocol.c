/* SPDX-License-Identifier: MIT */
/* protocol: every message of a lab, and every form that is none. */
#include "unit.h"

#include "lab/protocol.h"

#define NAME_47 "a23456789b23456789c23456789d23456789e2345678901"

static struct message parsed(const char *line)
{
	const size_t len = strlen(line);
	char *copy = exact(line, len);
	struct message m = message_parse(copy, len);

	free(copy);
	return m;
}

static void want_message(const char *row, const struct message *wanted, const struct message *found)
{
	want_int(row, wanted->kind, found->kind);
	want_text(row, wanted->role, found->role);
	want_text(row, wanted->name, found->name);
	want_text(row, wanted->other, found->other);
	want_text(row, wanted->text, found->text);
	want_int(row, wanted->relation, found->relation);
	want_int(row, wanted->n, found->n);
	want_int(row, wanted->slack, found->slack);
	want_int(row, wanted->has_x, found->has_x);
	want_true(row, wanted->x == found->x);
	want_true(row, wanted->value == found->value);
}

static void every_message_is_read(void **state)
{
	static const struct {
		const char *line;
		struct message wanted;
	} rows[] = {
		{"size\t104857600", {.kind = MESSAGE_SIZE, .n = 104857600}},
		{"size\t9223372036854775807", {.kind = MESSAGE_SIZE, .n = INT64_MAX}},
		{"usual\t67108864\t4096", {.kind = MESSAGE_USUAL, .n = 67108864, .slack = 4096}},
		{"expect\tlab\tminflt_total\t=\t25600\t0",
		 {.kind = MESSAGE_EXPECT,
		  .role = "lab",
		  .name = "minflt_total",
		  .relation = RELATION_EQUAL,
		  .n = 25600}},
		{"expect\tchild\tvm_rss_kib\t<=\t-4\t16",
		 {.kind = MESSAGE_EXPECT,
		  .role = "child",
		  .name = "vm_rss_kib",
		  .relation = RELATION_AT_MOST,
		  .n = -4,
		  .slack = 16}},
		{"expect\tgroup\tm:x\t>=\t0\t0",
		 {.kind = MESSAGE_EXPECT,
		  .role = "group",
		  .name = "m:x",
		  .relation = RELATION_AT_LEAST}},
		{"expect\tlab\t" NAME_47 "\t=\t0\t0",
		 {.kind = MESSAGE_EXPECT,
		  .role = "lab",
		  .name = NAME_47,
		  .relation = RELATION_EQUAL}},
		{"same\tlab\tm:faults\tminflt_total",
		 {.kind = MESSAGE_SAME,
		  .role = "lab",
		  .name = "m:faults",
		  .other = "minflt_total"}},
		{"measure\tzeros\t\t100\tbytes",
		 {.kind = MESSAGE_MEASURE, .name = "zeros", .other = "bytes", .value = 100}},
		{"measure\ttime\t-0.5\t1e-9\tns",
		 {.kind = MESSAGE_MEASURE,
		  .name = "time",
		  .other = "ns",
		  .has_x = true,
		  .x = -0.5,
		  .value = 1e-9}},
		{"region\t140737488289792\t4096",
		 {.kind = MESSAGE_REGION, .n = 140737488289792, .slack = 4096}},
		{"role\t4242\tchild", {.kind = MESSAGE_ROLE, .n = 4242, .role = "child"}},
		{"edges\t12", {.kind = MESSAGE_EDGES, .n = 12}},
		{"edges\t0", {.kind = MESSAGE_EDGES}},
		{"skip\tfree\tno swap here",
		 {.kind = MESSAGE_SKIP, .name = "free", .text = "no swap here"}},
		{"skip\t\tneeds a cap", {.kind = MESSAGE_SKIP, .text = "needs a cap"}},
		{"skip\t\t", {.kind = MESSAGE_SKIP}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message found = parsed(rows[i].line);

		want_message(rows[i].line, &rows[i].wanted, &found);
	}
}

static void whatever_is_not_of_the_form_is_bad(void **state)
{
	static const char *const rows[] = {
		"",
		"\t",
		"size",
		"size\t",
		"size\tx",
		"size\t1x",
		"size\t1 ",
		"size\t 1",
		"size 1",
		"size\t1\t2",
		"size\t9223372036854775808",
		"size\t0x10",
		"size\t1.5",
		"size\t1\r",
		"Size\t1",
		"sizes\t1",
		"usual\t1",
		"usual\t1\t0",
		"usual\t0\t4096",
		"usual\t1\t-1",
		"usual\t1\tx",
		"usual\t1\t2\t3",
		" size\t1",
		"expect",
		"expect\tlab\tvm_rss_kib\t=\t1",
		"expect\tlab\tvm_rss_kib\t=\t1\t0\t0",
		"expect\tlab\tvm_rss_kib\t=\t1\t0\t",
		"expect\tlab\tvm_rss_kib\t==\t1\t0",
		"expect\tlab\tvm_rss_kib\t<\t1\t0",
		"expect\tlab\tvm_rss_kib\t\t1\t0",
		"expect\tlab\tvm_rss_kib\t=\t\t0",
		"expect\tlab\tvm_rss_kib\t=\t1\t",
		"expect\tlab\tvm_rss_kib\t=\t1\t-1",
		"expect\t\tvm_rss_kib\t=\t1\t0",
		"expect\tlab\t\t=\t1\t0",
		"expect\tlab\t" NAME_47 "x\t=\t0\t0",
		"expect\t" NAME_47 "x\tvm_rss_kib\t=\t0\t0",
		"same\tlab\tm:a",
		"same\tlab\tm:a\t",
		"same\tlab\t\tb",
		"same\t\tm:a\tb",
		"same\tlab\tm:a\tb\tc",
		"measure\ttime\t\t5",
		"measure\ttime\t\t\tns",
		"measure\ttime\tx\t5\tns",
		"measure\ttime\t1\tx\tns",
		"measure\ttime\t1\t5x\tns",
		"measure\ttime\t1\tnan\tns",
		"measure\ttime\t1\tinf\tns",
		"measure\ttime\t-inf\t1\tns",
		"measure\ttime\t1\t1e999\tns",
		"measure\t\t1\t5\tns",
		"measure\ttime\t1\t5\t",
		"region\t1",
		"region\t1\t0",
		"region\t1\t-4096",
		"region\tx\t4096",
		"region\t1\t4096\t1",
		"role\t4242",
		"role\t4242\t",
		"role\tx\tchild",
		"role\t4242\t" NAME_47 "x",
		"edges",
		"edges\tx",
		"edges\t1\t2",
		"skip",
		"skip\tfree",
		"skip\tfree\ta\tb",
		"skip\t" NAME_47 "x\treason",
		"hello\t1",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_int(rows[i], MESSAGE_BAD, parsed(rows[i]).kind);
}

/* A number that can be no size, no address, no count and no process. */
static void numbers_that_cannot_be_are_bad(void **state)
{
	static const char *const rows[] = {
		"size\t-1",	  "size\t0",	     "region\t-4096\t4096",
		"role\t0\tchild", "role\t-1\tchild", "role\t2147483648\tchild",
		"edges\t-1",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_int(rows[i], MESSAGE_BAD, parsed(rows[i]).kind);
}

static void a_line_with_nul_is_bad(void **state)
{
	static const char line[] = "size\t1\0";

	(void)state;
	want_int("NUL at the end", MESSAGE_BAD, message_parse(line, sizeof(line) - 1).kind);
	want_int("NUL inside", MESSAGE_BAD, message_parse("si\0e\t1", 6).kind);
	want_int("NUL alone", MESSAGE_BAD, message_parse("", 1).kind);
}

static void a_line_that_is_too_long_is_bad(void **state)
{
	char line[600] = "skip\t\t";

	(void)state;
	memset(line + 6, 'x', sizeof(line) - 6);
	for (size_t len = 500; len < sizeof(line); len++) {
		char row[32];

		snprintf(row, sizeof(row), "%zu bytes", len);
		want_int(row, len < 512 ? MESSAGE_SKIP : MESSAGE_BAD,
			 message_parse(line, len).kind);
	}
}

static void a_long_reason_is_cut(void **state)
{
	char line[400] = "skip\tfree\t";
	struct message m;

	(void)state;
	memset(line + strlen(line), 'x', 300);
	m = parsed(line);
	want_int("kind", MESSAGE_SKIP, m.kind);
	want_int("length", WIRE_TEXT - 1, strlen(m.text));
	want_text("step", "free", m.name);
}

/* A cut message is bad, or a shorter one; it never makes the parser read too far. */
static void messages_cut_at_every_byte_are_read_safely(void **state)
{
	static const char line[] = "expect\tlab\tvm_rss_kib\t<=\t-400\t16";

	(void)state;
	for (size_t len = 0; len < sizeof(line) - 2; len++) {
		char *copy = exact(line, len);
		const enum message_kind kind = message_parse(copy, len).kind;

		free(copy);
		want_int(line, MESSAGE_BAD, kind);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_message_is_read, "every message is read"),
		TEST(whatever_is_not_of_the_form_is_bad, "whatever is not of the form is bad"),
		TEST(numbers_that_cannot_be_are_bad, "numbers that cannot be are bad"),
		TEST(a_line_with_nul_is_bad, "a line with NUL is bad"),
		TEST(a_line_that_is_too_long_is_bad, "a line that is too long is bad"),
		TEST(a_long_reason_is_cut, "a long reason is cut"),
		TEST(messages_cut_at_every_byte_are_read_safely,
		     "messages cut at every byte are read safely"),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
