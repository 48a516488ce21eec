/* SPDX-License-Identifier: MIT */
/* lab_size: how much a lab works with: what was asked for, or what it takes by itself. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "lab.h"
#include "lab_internal.h"
#include "util/line.h"
#include "util/size.h"

/* The text behind "--name=" or "--name " among the arguments, or NULL. */
static const char *option(int argc, char **argv, const char *name)
{
	size_t len = strlen(name);

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], name, len) != 0)
			continue;
		if (argv[i][len] == '=')
			return argv[i] + len + 1;
		if (argv[i][len] == '\0')
			return argv[i + 1]; /* NULL: it is the last */
	}
	return NULL;
}

/* What was asked for, or the student's share of what is usual. */
static int64_t wanted(int argc, char **argv, int64_t usual)
{
	const char *given = option(argc, argv, "--size"), *seed = option(argc, argv, "--seed");
	const struct value size = given ? size_parse(given) : unknown;

	if (!given)
		return seed && *seed ? size_share(usual, seed, program_invocation_short_name)
				     : usual;
	if (!size.known || size.n > PTRDIFF_MAX / 2)
		lab_die(EXIT_USAGE, N_("--size=%.40s: expected a size such as 64M or 1G"),
			line_part(given, 40));
	return size.n;
}

/* The answer to WIRE_ASK_ENV; most 0: the machine has no say. */
static __attribute__((noreturn)) void answer(int64_t usual, int64_t unit, int64_t most)
{
	printf("%" PRId64 " %" PRId64, usual, unit);
	if (most)
		printf(" %" PRId64, most);
	printf("\n");
	exit(0);
}

/* most: what usual is on a machine that has room for it, or 0. */
static size_t choose(int argc, char **argv, size_t fallback, size_t unit, size_t most)
{
	const int64_t page = (int64_t)lab_page();
	const int64_t whole = ((int64_t)unit + page - 1) / page * page, step = whole ? whole : page;
	const int64_t usual = (int64_t)(fallback < LAB_MIB ? LAB_MIB : fallback);

	lab_takes_size();
	if (lab_asked_page())
		answer(usual, step, (int64_t)most);
	int64_t size = wanted(argc, argv, usual);
	if (size < (int64_t)LAB_MIB)
		size = (int64_t)LAB_MIB;
	size = (size + step - 1) / step * step;
	lab_tell("usual\t%" PRId64 "\t%" PRId64 "\n", usual, step);
	lab_tell("size\t%" PRId64 "\n", size);
	return (size_t)size;
}

size_t lab_size(int argc, char **argv, size_t fallback)
{
	return choose(argc, argv, fallback, 0, 0);
}

size_t lab_size_of(int argc, char **argv, size_t fallback, size_t unit)
{
	return choose(argc, argv, fallback, unit, 0);
}

size_t lab_size_within(int argc, char **argv, size_t fallback, size_t room)
{
	return choose(argc, argv, room < fallback ? room : fallback, 0, fallback);
}
