/* SPDX-License-Identifier: MIT */
/* screen_room: a run that found no memory-limited group: what was tried, and what to do. */
#include <stdio.h>
#include <string.h>

#include "cgroup/cgroup_diagnose.h"
#include "i18n/intl.h"
#include "kernel/vm_guest.h"
#include "lab/lab_list.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "util/file.h"
#include "util/template.h"
#include "util/utf8.h"

enum { TRIED_AT = 11, MOST_WIDE = 32 };

/* A command is never broken: one that does not fit has a line of its own. */
static void print_mend(int wide, const char *who, const char *command)
{
	if (5 + wide + 3 + (int)strlen(command) <= SCREEN_WIDTH)
		fprintf(stderr, "     %s%*s   %s\n", who, utf8_gap(who, wide), "", command);
	else
		fprintf(stderr, "     %s\n  %s\n", who, command);
}

static void print_try(bool is_first, int wide, const char *what, const char *result)
{
	const char *tried = is_first ? _("tried") : "";

	fprintf(stderr, "   %s%*s %s%*s   %.*s\n", tried, utf8_gap(tried, 7), "", what,
		utf8_gap(what, wide), "",
		(int)utf8_fitting(result, SCREEN_WIDTH - TRIED_AT - wide - 3), result);
}

static void print_tries(const struct cap_tries *tries)
{
	int wide = 0;

	for (size_t i = 0; i < tries->count; i++) {
		const int len = utf8_width(_(tries->try[i].what));

		wide = len > wide ? len : wide;
	}
	wide = wide > MOST_WIDE ? MOST_WIDE : wide;
	for (size_t i = 0; i < tries->count; i++)
		print_try(i == 0, wide, _(tries->try[i].what), _(tries->try[i].result));
}

/* What helps everywhere: a recording, and the one place that knows more. */
static void print_others(int wide, const char *root)
{
	const bool installed = catalogue_is_installed(root);
	char replay[PATH_MAX + 64];

	format(replay, sizeof(replay), "pagelab replay %s/results/sample/oom", root);
	print_mend(wide, _("just look"),
		   installed ? replay : "build/pagelab replay results/sample/oom");
	print_mend(wide, _("see what runs"), installed ? "pagelab doctor" : "make doctor");
}

/* All mends of the cause, and what helps everywhere; the machine needs the sources. */
static void print_mends(const struct room *room, const char *root, const char *lab)
{
	const char *everybody = _("now, no rights needed");
	char command[ROOM_COMMAND], machine[ROOM_COMMAND];
	const struct template_word word = {"{lab}", lab};
	const char *who;
	int wide = utf8_width(everybody);

	for (size_t i = 0; room_mend(room, i, lab, &who, command); i++)
		wide = utf8_width(_(who)) > wide ? utf8_width(_(who)) : wide;
	template_fill_or_die(room_machine, &word, 1, command, sizeof(command));
	format(machine, sizeof(machine), _("%s     # in a virtual machine, about 10 s"), command);
	if (!catalogue_is_installed(root))
		print_mend(wide, everybody, machine);
	for (size_t i = 0; room_mend(room, i, lab, &who, command); i++)
		print_mend(wide, _(who), command);
	print_others(wide, root);
}

void screen_no_room(const char *lab, const char *root, const struct cap_tries *tries)
{
	const struct caller self = caller_self();
	struct room room;

	room_look(&system_roots, &self, &room);
	fflush(stdout);
	fprintf(stderr,
		room.cause == ROOM_THERE
			? _("%s: its memory-limited group could not be made.  Nothing was run.\n")
			: _("%s: needs a memory-limited group, and this account cannot make one.  "
			    "Nothing was run.\n"),
		lab);
	print_tries(tries);
	if (guest_is_here(&system_roots)) {
		fprintf(stderr, _("   type    make lab-%s VM_CGROUP=v2\n"), lab);
		return;
	}
	fprintf(stderr, _("   do one of\n"));
	print_mends(&room, root, lab);
}
