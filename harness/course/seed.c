/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup/cap.h"
#include "course/seed.h"
#include "i18n/filter_process.h"
#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "lab/protocol.h"
#include "record/run_reader.h"
#include "util/file.h"
#include "util/number.h"
#include "util/size.h"
#include "util/utf8.h"

struct usual seed_ask(const char *root, const char *lab, int64_t page_bytes)
{
	CLEANUP_TEXT struct text said = {0};
	char program[PATH_MAX + LABCONF_NAME + 16], page[32] = "size";
	char *const argv[] = {program, NULL};
	struct usual usual = {unknown, unknown, unknown};

	format(program, sizeof(program), "%s/build/labs/%s", root, lab);
	if (page_bytes)
		format(page, sizeof(page), "%lld", (long long)page_bytes);
	setenv(WIRE_ASK_ENV, page, 1);
	const int error = tool_filter(argv, "", 0, &said);
	unsetenv(WIRE_ASK_ENV);
	if (error || !said.len)
		return usual;
	const char *s = said.data, *end = s + strcspn(s, "\n");
	usual.bytes = parse_number(&s, end);
	s += strspn(s, " ");
	usual.unit_bytes = parse_number(&s, end);
	s += strspn(s, " ");
	usual.most_bytes = parse_number(&s, end);
	return usual;
}

/* What no machine of ours has was written by hand; and within it nothing here overflows. */
static bool is_size(struct value bytes)
{
	return bytes.known && bytes.n > 0 && bytes.n < (int64_t)1 << 46;
}

/* Blocks are of a few pages, and huge pages of two to the power of something. */
static bool is_unit(struct value unit, int64_t page)
{
	const int64_t few = 16;

	return is_size(unit) && unit.n >= page && unit.n % page == 0 &&
	       (unit.n / page <= few || !(unit.n & (unit.n - 1)));
}

struct usual seed_usual_of(const struct recorded *run, struct usual here)
{
	struct usual usual = {is_size(run->usual_bytes) ? run->usual_bytes : unknown,
			      run->unit_bytes, unknown};

	/* Before runs said it, all sizes were of whole pages. */
	if (!is_unit(usual.unit_bytes, run->page_bytes.n))
		usual.unit_bytes = unknown;
	if (!usual.bytes.known)
		usual.bytes = here.bytes;
	else if (here.most_bytes.known && usual.bytes.n > here.most_bytes.n)
		usual.bytes = here.most_bytes;
	else if (here.bytes.known && !here.most_bytes.known)
		usual.bytes = here.bytes;
	return usual;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct seeded seed_of(const char *seed, const struct labconf *conf, struct usual usual,
		      int64_t page_bytes)
{
	const int64_t least = 1024 * 1024, page = page_bytes;
	const int64_t unit = usual.unit_bytes.known ? usual.unit_bytes.n : page;
	const char *max = labconf_limit(conf, "memory.max");
	const struct value limit = max ? size_parse(max) : unknown;
	struct seeded own = {.may_lack_room = conf->room_optional};

	/* As lab_size does: up to whole units. The kernel rounds a limit down. */
	if (usual.bytes.known)
		own.size_bytes = known(
			(most(size_share(usual.bytes.n, seed, conf->name), least) + unit - 1) /
			unit * unit);
	if (limit.known)
		own.limit_bytes = known(
			most(size_share(limit.n, seed, conf->name), CAP_FLOOR_BYTES) / page * page);
	return own;
}

bool seed_of_run(const char *root, const struct recorded *run, const char *seed, struct seeded *own)
{
	struct labconf conf;

	*own = (struct seeded){0};
	if (!is_size(run->page_bytes) || run->page_bytes.n < 1024 ||
	    catalogue_read_lab(root, run->lab, &conf) < 0)
		return false;
	const struct usual usual = seed_usual_of(run, seed_ask(root, run->lab, 0));
	*own = seed_of(seed, &conf, usual, run->page_bytes.n);
	return own->size_bytes.known || !run->size_bytes.known; /* else it is not built */
}

static bool is_other(struct value found, struct value own, const char *what, char *why, size_t room)
{
	char is[40], wants[40];

	if (!own.known || (found.known && found.n == own.n))
		return false;
	count_show(own.n, false, wants, sizeof(wants));
	if (found.known)
		snprintf(why, room, _("its %s is %s bytes, and that of this seed %s"), what,
			 count_show(found.n, false, is, sizeof(is)), wants);
	else
		snprintf(why, room, _("it does not say its %s, and that of this seed is %s bytes"),
			 what, wants);
	return true;
}

/* Before any step changed it. */
static bool is_other_room(const struct recorded *run, struct seeded own, char *why, size_t room)
{
	char is[40], wants[40];

	if (!own.limit_bytes.known ||
	    (run->room_bytes.known && run->room_bytes.n == own.limit_bytes.n))
		return false;
	if (!run->room_bytes.known) {
		snprintf(why, room, _("snapshots.csv does not tell how large its room is"));
		return true;
	}
	snprintf(why, room, _("its room is %s bytes in snapshots.csv, and that of this seed %s"),
		 count_show(run->room_bytes.n, false, is, sizeof(is)),
		 count_show(own.limit_bytes.n, false, wants, sizeof(wants)));
	return true;
}

bool seed_fits(const struct recorded *run, const char *seed, struct seeded own, char *why,
	       size_t room)
{
	why[0] = '\0';
	if (own.may_lack_room && !run->limit_bytes.known)
		own.limit_bytes = unknown;
	if (strcmp(run->seed, seed) != 0)
		snprintf(why, room,
			 run->seed[0] ? _("it was run with another seed: %s")
				      : _("it was run without a seed%s"),
			 run->seed);
	else if (!is_other(run->size_bytes, own.size_bytes, _("size"), why, room) &&
		 !is_other(run->limit_bytes, own.limit_bytes, _("room"), why, room))
		is_other_room(run, own, why, room);
	return !why[0];
}

/* A line of a roster has to hold it, and it has to be the same for whoever types it again. */
const char *seed_wrong(const char *seed)
{
	const size_t most_bytes = 64, len = strlen(seed);

	if (!len || len > most_bytes)
		return N_("expected an id of 1 to 64 bytes");
	if (*seed == ' ' || seed[len - 1] == ' ')
		return N_("expected an id without a blank at its beginning or end");
	for (size_t n; *seed; seed += n) {
		n = utf8_printable(seed);
		if (!n)
			return N_("expected an id in UTF-8, on one line, without control "
				  "characters");
		if (*seed == '#')
			return N_("expected an id without #: in a roster it begins a comment");
		if (utf8_is_unseen(seed))
			return N_("expected an id of characters that can be seen: only ordinary "
				  "blanks, nothing invisible, no accent that is apart from its "
				  "letter: type it anew");
		if (utf8_is_jamo(seed))
			return N_("expected Hangul in whole syllables (NFC), not in single letters "
				  "(NFD): type it anew");
	}
	return NULL;
}
