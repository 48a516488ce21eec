/* SPDX-License-Identifier: MIT */
/* doctor_proc: doctor's looks at whether the texts below /proc are there, and are the kernel's own. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"
#include "i18n/intl.h"
#include "kernel/replaced.h"
#include "util/file.h"

/* Without these no run is as expected. %d is our pid. */
static const char *const always[] = {"meminfo", "vmstat", "%d/status", "%d/stat"};

/* 0, or -errno with the text's name below /proc in name. */
static int find_unreadable(const struct doctor *d, char name[REPLACED_NAME])
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		snprintf(name, REPLACED_NAME, always[i], (int)d->caller.pid);
		format(path, sizeof(path), "%s/%s", d->roots.proc, name);
		const int error = text_read(&text, path);

		if (error || !text.len)
			return error ? error : -ENODATA;
	}
	return 0;
}

/* gVisor's own kernel, of which Linux has no such file. */
bool look_is_gvisor(const struct doctor *d)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/sentry-meminfo", d->roots.proc);
	return access(path, F_OK) == 0;
}

/* A name below /proc that is another file system's: what it says, or that it says nothing. */
static void found_replaced(const char *name, const char *kind, enum doctor_status status,
			   struct finding *f)
{
	found(f, status, _("/proc/%s is not the kernel's: %s"), name, kind);
	format(f->mend, sizeof(f->mend), "make lab-{lab} VM=1\nsudo umount /proc/%s", name);
}

static void found_unreadable(const struct doctor *d, const char *name, int error,
			     struct finding *f)
{
	char kind[REPLACED_KIND];

	if (replaced_text(&d->roots, name, kind)) {
		found_replaced(name, kind, DOCTOR_CANNOT, f);
		return;
	}
	found(f, DOCTOR_CANNOT, "/proc/%s: %s", name, intl_error(-error));
	f->meaning = look_is_gvisor(d)
			     ? _("this is gVisor, a kernel of its own that tells less of memory "
				 "than Linux does")
			     : _("what every Linux shows is hidden here (mounted with "
				 "subset=pid?)");
	format(f->mend, sizeof(f->mend), "%smake lab-{lab} VM=1",
	       look_is_gvisor(d) ? "" : "sudo mount -t proc proc /proc\n");
}

void look_proc(const struct doctor *d, struct finding *f)
{
	char name[REPLACED_NAME], kind[REPLACED_KIND];
	const int error = find_unreadable(d, name);

	if (error) {
		found_unreadable(d, name, error, f);
	} else if (look_is_gvisor(d)) {
		found(f, DOCTOR_LIMITED, _("gVisor's, not Linux's"));
		format(f->mend, sizeof(f->mend), "make lab-{lab} VM=1");
	} else if (replaced_text(&d->roots, "vmstat", kind)) {
		found_replaced("vmstat", kind, DOCTOR_LIMITED, f);
	} else {
		found(f, DOCTOR_OK, _("shows what the labs read"));
	}
}

/* One text that the theory of some labs reckons with. */
static void look_text(const struct doctor *d, const char *name, struct finding *f)
{
	char kind[REPLACED_KIND];

	if (!replaced_text(&d->roots, name, kind)) {
		found(f, DOCTOR_OK, _("the kernel's own"));
		return;
	}
	found_replaced(name, kind, DOCTOR_LIMITED, f);
}

void look_meminfo(const struct doctor *d, struct finding *f)
{
	look_text(d, "meminfo", f);
}

void look_zoneinfo(const struct doctor *d, struct finding *f)
{
	look_text(d, "zoneinfo", f);
}

void look_slabinfo(const struct doctor *d, struct finding *f)
{
	look_text(d, "slabinfo", f);
}
