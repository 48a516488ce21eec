/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cap.h"
#include "catalogue.h"
#include "file.h"
#include "intl.h"
#include "parse.h"
#include "recorded.h"
#include "seed.h"
#include "size.h"
#include "tool.h"
#include "wire.h"

struct value seed_default_size(const char *root, const char *lab)
{
	CLEANUP_TEXT struct text said = {0};
	char program[PATH_MAX + LABCONF_NAME + 16];
	char *const argv[] = {program, NULL};

	format(program, sizeof(program), "%s/build/labs/%s", root, lab);
	setenv(WIRE_ASK_ENV, "size", 1);
	const int error = tool_filter(argv, "", 0, &said);
	unsetenv(WIRE_ASK_ENV);
	if (error || !said.len)
		return unknown;
	const char *s = said.data;
	return parse_number(&s, s + strcspn(s, "\n"));
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct seeded seed_of(const char *seed, const struct labconf *conf, struct value default_size,
		      int64_t page_bytes)
{
	const int64_t least = 1024 * 1024, page = page_bytes;
	const char *max = labconf_limit(conf, "memory.max");
	const struct value limit = max ? size_parse(max) : unknown;
	struct seeded own = {unknown, unknown};

	/* As lab_size does: up to whole pages. The kernel rounds a limit down. */
	if (default_size.known)
		own.size_bytes = known(
			(most(size_share(default_size.n, seed, conf->name), least) + page - 1) /
			page * page);
	if (limit.known)
		own.limit_bytes = known(
			most(size_share(limit.n, seed, conf->name), CAP_FLOOR_BYTES) / page * page);
	return own;
}

bool seed_of_run(const char *root, const struct recorded *run, const char *seed, struct seeded *own)
{
	struct labconf conf;

	*own = (struct seeded){unknown, unknown};
	if (!run->page_bytes.known || run->page_bytes.n < 1024 ||
	    catalogue_read_lab(root, run->lab, &conf) < 0)
		return false;
	*own = seed_of(seed, &conf, seed_default_size(root, run->lab), run->page_bytes.n);
	return own->size_bytes.known || !run->size_bytes.known; /* else it is not built */
}

static bool is_other(struct value found, struct value own, const char *what, char *why, size_t room)
{
	char is[40], wants[40];

	if (!found.known || !own.known || found.n == own.n)
		return false;
	snprintf(why, room, _("its %s is %s bytes, and that of this seed %s"), what,
		 count_show(found.n, false, is, sizeof(is)),
		 count_show(own.n, false, wants, sizeof(wants)));
	return true;
}

bool seed_fits(const struct recorded *run, const char *seed, struct seeded own, char *why,
	       size_t room)
{
	why[0] = '\0';
	if (strcmp(run->seed, seed) != 0)
		snprintf(why, room,
			 run->seed[0] ? _("it was run with another seed: %s")
				      : _("it was run without a seed%s"),
			 run->seed);
	else if (!is_other(run->size_bytes, own.size_bytes, _("size"), why, room))
		is_other(run->limit_bytes, own.limit_bytes, _("room"), why, room);
	return !why[0];
}

bool seed_is_valid(const char *seed)
{
	return *seed && strlen(seed) <= 64 && !strpbrk(seed, "\r\n\t");
}
