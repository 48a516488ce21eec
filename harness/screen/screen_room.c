/* SPDX-License-Identifier: MIT */
/* screen_room: a run that found no memory-limited group: what was tried, and what to do. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup/cgroup_diagnose.h"
#include "i18n/intl.h"
#include "kernel/vm_guest.h"
#include "lab/lab_list.h"
#include "kernel/memory_budget.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "screen/screen_room.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/size.h"
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
	struct caller self = caller_self();
	struct room room;

	self.may_sudo = NULL; /* it was asked, and in vain */
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

/* Where the least is left, and the sum that was made. */
static void print_bound(const struct promise *p, int64_t bytes)
{
	enum { NUMBER = 32 };
	char wanted[NUMBER], most[NUMBER], limit[NUMBER], used[NUMBER], promised[NUMBER];

	size_show(bytes, wanted, sizeof(wanted));
	size_show(p->most.n, most, sizeof(most));
	size_show(p->limit, limit, sizeof(limit));
	size_show(p->used, used, sizeof(used));
	size_show(p->promised, promised, sizeof(promised));
	if (p->is_machine) {
		fprintf(stderr,
			_("   why     the machine: %s available, %s of it promised to other rooms;\n"
			  "           a room may have at most %s, and this one needs %s\n"),
			limit, promised, most, wanted);
		return;
	}
	fprintf(stderr, _("   why     %s\n"), p->folder);
	fprintf(stderr,
		_("           %s %s: %s in use, %s promised to other rooms;\n"
		  "           a room may have half of the rest, which is %s, and this one needs %s\n"),
		p->file, limit, used, promised, most, wanted);
}

/* The machine takes 256 MiB, and its emulator 150; half of what is available is its own bound. */
static bool machine_fits(void)
{
	const struct value available = memory_available(&system_roots, getpid());

	return !available.known || available.n / 2 >= (int64_t)(256 + 150) * 1024 * 1024;
}

/* Only what helps, here and with these numbers. */
static void print_promise_mends(const struct labconf *conf, const char *root,
				const struct promise *p, int64_t bytes)
{
	const char *less = _("with a smaller room"), *raise = _("by the admin");
	const int wide = utf8_width(less) > utf8_width(raise) ? utf8_width(less) : utf8_width(raise);
	struct value fits = cap_fitting_limit(conf, p->most.n / 8 * 7);
	char command[PATH_MAX + 128];

	/* What is left moves: first one that still fits when it has become a little less. */
	if (!fits.known)
		fits = cap_fitting_limit(conf, p->most.n);
	if (fits.known) {
		format(command, sizeof(command), "make lab-%s LIMIT=%lldM", conf->name,
		       (long long)(fits.n / 1024 / 1024));
		print_mend(wide, less, command);
	}
	if (guest_is_here(&system_roots) && p->is_machine) {
		format(command, sizeof(command), "make lab-%s VM_MEM=1G", conf->name);
		print_mend(wide, _("a larger machine"), command);
	} else if (!p->is_machine) {
		format(command, sizeof(command), "sudo sh -c 'echo %lldM >%s/%s'",
		       (long long)(promise_wanted_limit(p, bytes) / 1024 / 1024), p->folder,
		       p->file);
		print_mend(wide, raise, command);
	}
	if (!guest_is_here(&system_roots) && machine_fits() && !catalogue_is_installed(root)) {
		format(command, sizeof(command), "make lab-%s VM=1", conf->name);
		print_mend(wide, _("a machine of its own"), command);
	}
	print_others(wide, root);
}

int screen_no_promise(const struct labconf *conf, const char *root, const struct promise *p,
		      int64_t bytes)
{
	const bool waits = promise_waits(&system_roots, p, bytes);

	fflush(stdout);
	fprintf(stderr,
		waits ? _("%s: other runs have the memory for its room now.  Nothing was run.\n")
		      : _("%s: there is not enough memory to promise it a room.  Nothing was run.\n"),
		conf->name);
	print_bound(p, bytes);
	fprintf(stderr, waits ? _("   wait until they are over, or do one of\n")
			      : _("   do one of\n"));
	print_promise_mends(conf, root, p, bytes);
	return waits ? EXIT_BUSY : EXIT_NOT_POSSIBLE;
}
