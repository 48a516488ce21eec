/* SPDX-License-Identifier: MIT */
/* vm_guest: only the kernel's command line says that this is the throw-away machine. */
#include "unit.h"

#include "kernel/vm_guest.h"

static void only_the_word_itself_counts(void **state)
{
	static const struct {
		const char *cmdline;
		bool wanted;
	} rows[] = {
		{"console=ttyS0 quiet pagelab.vm\n", true},
		{"pagelab.vm", true},
		{"pagelab.vm quiet\n", true},
		{" \t pagelab.vm\t\n", true},
		{"", false},
		{"\n", false},
		{"quiet\n", false},
		{"pagelab.vm=0 quiet\n", false},
		{"pagelab.vm2\n", false},
		{"xpagelab.vm\n", false},
		{"root=/dev/pagelab.vm\n", false},
		{"PAGELAB.VM\n", false},
		{"pagelab vm\n", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		want_true(rows[i].cmdline, guest_parse(rows[i].cmdline) == rows[i].wanted);
}

static void where_there_is_no_such_file_there_is_no_machine(void **state)
{
	const struct roots nowhere = {.proc = "tests/fixtures/no-such-folder"};

	(void)state;
	want_true("no file", !guest_is_here(&nowhere));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_the_word_itself_counts, "only the word itself counts"),
		TEST(where_there_is_no_such_file_there_is_no_machine,
		     "where there is no such file there is no machine"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
