/* SPDX-License-Identifier: MIT */
/* run_room: before anything runs: the room is promised and made, or the run is refused. */
#include <errno.h>
#include <string.h>

#include "i18n/intl.h"
#include "kernel/oom_settings.h"
#include "kernel/vm_guest.h"
#include "run/run_internal.h"
#include "screen/screen.h"
#include "screen/screen_room.h"
#include "util/exit_code.h"

static int refuse(struct run *run, int code)
{
	screen_end(&run->session, (struct outcome){"skipped", code});
	return code;
}

/* The least panic_on_oom that a lab must not meet; 0: none. A room's OOM panics at 2 only. */
static int dangerous_panic(const struct run *run)
{
	if (run->session.conf->limits && run->options->cap != CHOOSE_NONE)
		return 2;
	return labconf_needs(run->session.conf, "vm") && guest_is_here(&system_roots);
}

/* Settings of the machine that carry an OOM out of the room. An exit code. */
static int look_at_machine(struct run *run)
{
	const int dangerous = dangerous_panic(run);
	struct oom_settings s;

	oom_settings_read(&s, &system_roots);
	if (!dangerous || (s.panic.known && s.panic.n < dangerous))
		return EXIT_AS_EXPECTED;
	if (s.panic.known)
		reason_say(&run->session.problem,
			   N_("vm.panic_on_oom is %lld: where this lab runs out of memory, the whole "
			      "machine would panic. Type: sudo sysctl -w vm.panic_on_oom=0, or make "
			      "lab-%s VM=1"),
			   (long long)s.panic.n, run->session.conf->name);
	else
		reason_say(&run->session.problem,
			   N_("/proc/sys/vm/panic_on_oom cannot be read (%s): where it is %d, the "
			      "whole machine would panic. Type: make lab-%s VM=1"),
			   strerror(-s.panic_error), dangerous, run->session.conf->name);
	return refuse(run, EXIT_NOT_POSSIBLE);
}

/* What is not to be had here is a reason for refusal only to a lab that cannot do without. */
static int without_room(struct run *run, int error, const struct cap_tries *tries)
{
	const struct labconf *conf = run->session.conf;

	if (conf->room_optional)
		return EXIT_AS_EXPECTED;
	if (error == -EDQUOT)
		return screen_no_promise(conf, run->options->root, &run->cap.promise,
					 cap_largest(conf, run->options->limit).n);
	screen_no_room(conf->name, run->options->root, tries);
	return EXIT_NOT_POSSIBLE;
}

int run_make_room(struct run *run)
{
	const struct labconf *conf = run->session.conf;
	struct cap_tries tries = *run->options->tries;
	const int code = look_at_machine(run);

	if (code != EXIT_AS_EXPECTED || !conf->limits || run->options->cap == CHOOSE_NONE)
		return code;
	const int error = cap_make(&run->cap, &system_roots, conf, run->options->limit, &tries);
	run_show_group(run);
	if (!error && oomd_watches(&system_roots, &run->cap.group, run->session.group.oomd_unit))
		run->session.group.has_oomd = true;
	return error ? without_room(run, error, &tries) : EXIT_AS_EXPECTED;
}
