/* SPDX-License-Identifier: MIT */
/*
 * lab_words: what was typed behind the name of a lab that was started by hand. Read from /proc,
 * because not every libc hands the words to what runs before main.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "lab.h"
#include "lab_internal.h"
#include "util/inherited.h"

enum { WORDS_BYTES = 4096, WORDS = 64, STACK_KIB = 256, SET_MEMORY_MERGE = 67 };

static struct {
	char text[WORDS_BYTES];
	char *at[WORDS + 1];
	int count;
} words;

static void read_words(void)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? 0 : read(fd, words.text, sizeof(words.text) - 1);

	if (fd >= 0)
		close(fd);
	for (ssize_t at = 0; at < n && words.count < WORDS;
	     at += (ssize_t)strlen(words.text + at) + 1)
		words.at[words.count++] = words.text + at;
}

/* "--NAME=VALUE" or "--NAME VALUE": how many words that is, or 0. */
static int takes(int i, const char *name)
{
	const size_t len = strlen(name);

	if (strncmp(words.at[i], name, len) != 0)
		return 0;
	if (words.at[i][len] == '=')
		return 1;
	return words.at[i][len] == '\0' && i + 1 < words.count ? 2 : 0;
}

static _Noreturn void help(void)
{
	char text[200];

	snprintf(text, sizeof(text), N_("%.40s [--size=64M] [--seed=ID]: started by hand it shows "
					"each step itself. Type: make lab-%.40s"),
		 program_invocation_short_name, program_invocation_short_name);
	puts(alone_said(text));
	exit(0);
}

/* What malloc is told in the environment: a lab starts from the same point everywhere. */
static bool forget_settings(void)
{
	bool found = getenv("GLIBC_TUNABLES") != NULL;

	unsetenv("GLIBC_TUNABLES");
	for (char **var = environ; *var;) {
		char name[64];
		const size_t len = strcspn(*var, "=");

		if (strncmp(*var, "MALLOC_", 7) != 0 || len >= sizeof(name)) {
			var++;
			continue;
		}
		memcpy(name, *var, len);
		name[len] = '\0';
		unsetenv(name);
		found = true;
	}
	return found;
}

/* A stack that is too small is a SIGSEGV without a word. */
static void check_stack(void)
{
	struct rlimit stack;

	if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur < STACK_KIB * 1024)
		lab_die(EXIT_NOT_HERE,
			N_("a stack may have %d KiB here, and it needs %d. In a new terminal, "
			   "type: ulimit -s 8192"),
			(int)(stack.rlim_cur / 1024), STACK_KIB);
}

static bool size_is_taken;

void lab_takes_size(void)
{
	size_is_taken = true;
}

static bool asks_for_help(void)
{
	for (int i = 1; i < words.count; i++)
		if (strcmp(words.at[i], "--help") == 0 || strcmp(words.at[i], "-h") == 0)
			return true;
	return false;
}

void lab_refuse_words(void)
{
	for (int i = 1, n; i < words.count; i += n) {
		if (takes(i, "--size") && !size_is_taken)
			lab_die(EXIT_USAGE, N_("a size means nothing to this lab; leave it out"));
		n = takes(i, "--size");
		n = n ? n : takes(i, "--seed");
		if (!n)
			lab_die(EXIT_USAGE,
				N_("%.60s means nothing to it. Type: build/labs/%.40s --size=64M"),
				words.at[i], program_invocation_short_name);
	}
}

void lab_begin_by_hand(void)
{
	inherited_replace_signals();
	prctl(SET_MEMORY_MERGE, 0, 0, 0, 0);
	check_stack();
	read_words();
	if (asks_for_help())
		help();
	/* malloc has read them already: only a new start is free of them. */
	if (forget_settings() && words.count > 0 && words.count < WORDS)
		execv("/proc/self/exe", words.at);
}
