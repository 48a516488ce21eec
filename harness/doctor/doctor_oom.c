/* SPDX-License-Identifier: MIT */
/* doctor_oom: doctor's looks at what carries a room's OOM out of it, or ends a room before it. */
#include <string.h>

#include "cgroup/cap.h"
#include "cgroup/cap_promise.h"
#include "doctor/doctor_internal.h"
#include "i18n/intl.h"
#include "kernel/oom_settings.h"
#include "kernel/replaced.h"
#include "util/file.h"
#include "util/size.h"

enum { USUAL_ROOM_MIB = 64 };

void look_panic(const struct doctor *d, struct finding *f)
{
	char kind[REPLACED_KIND];
	struct oom_settings s;

	oom_settings_read(&s, &d->roots);
	if (!s.panic.known && replaced_text(&d->roots, "sys/vm/panic_on_oom", kind))
		found(f, DOCTOR_CANNOT, _("/proc/%s is not the kernel's: %s"), "sys/vm/panic_on_oom",
		      kind);
	else if (!s.panic.known)
		found(f, DOCTOR_CANNOT, _("/proc/sys/vm/panic_on_oom cannot be read: %s"),
		      intl_error(-s.panic_error));

	if (!s.panic.known)
		format(f->mend, sizeof(f->mend), "make lab-{lab} VM=1");
	else if (s.panic.n >= 2)
		found(f, DOCTOR_CANNOT, _("2: a room that runs out would panic the machine"));
	else if (s.panic.n == 1)
		found(f, DOCTOR_NOTE, _("1: the machine panics when all of it runs out, not a room"));
	else
		found(f, DOCTOR_OK, _("0 (the usual: one process is killed)"));
}

void look_oomd(const struct doctor *d, struct finding *f)
{
	char unit[NAME_MAX + 1];

	if (oomd_watches(&d->roots, &d->room.group, unit))
		found(f, DOCTOR_LIMITED, _("kills in %.100s"), unit);
	else if (oomd_runs(&d->roots))
		found(f, DOCTOR_NOTE, _("runs"));
	else
		found(f, DOCTOR_OK, _("does not run"));
}

/* How large a room may be here now, by the group above it that leaves least, or by the machine. */
void look_promise(const struct doctor *d, struct finding *f)
{
	const int64_t usual = (int64_t)USUAL_ROOM_MIB * 1024 * 1024;
	char most[32], limit[32];
	struct promise p;

	if (d->room.cause != ROOM_THERE) {
		found(f, DOCTOR_OK, _("there is none to be had here"));
		return;
	}
	promise_find(&d->roots, &d->room.group, false, NULL, &p);
	if (!p.most.known) {
		found(f, DOCTOR_NOTE, _("cannot be read"));
		return;
	}
	size_show(p.most.n, most, sizeof(most));
	size_show(p.limit, limit, sizeof(limit));
	const enum doctor_status status = p.most.n < CAP_FLOOR_BYTES ? DOCTOR_CANNOT
					  : p.most.n < usual	     ? DOCTOR_LIMITED
								     : DOCTOR_OK;
	if (p.is_machine)
		found(f, status, _("at most %s: the machine has %s available"), most, limit);
	else
		found(f, status, _("at most %s: %.90s has %s %s"), most, p.folder, p.file, limit);
	if (status != DOCTOR_OK && !p.is_machine)
		format(f->mend, sizeof(f->mend), "sudo sh -c 'echo %lldM >%.200s/%s'",
		       (long long)(promise_wanted_limit(&p, usual) / 1024 / 1024), p.folder,
		       p.file);
}
