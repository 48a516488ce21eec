/* SPDX-License-Identifier: MIT */
/* doctor_kernel: doctor's looks at what this kernel tells, and whom. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/number.h"

static void read_release(const struct doctor *d, struct text *text)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/sys/kernel/osrelease", d->roots.proc);
	if (text_read(text, path) == 0 && text->len)
		text->data[strcspn(text->data, "\n")] = '\0';
}

/* "6.6.87.2-microsoft-standard-WSL2"; WSL 1 says "4.4.0-19041-Microsoft". */
int doctor_wsl(const char *osrelease)
{
	static const char maker[] = "microsoft", kind[] = "standard";
	bool is_wsl = false, is_standard = false;

	for (const char *s = osrelease; *s;) {
		const size_t len = strcspn(s, "-");

		is_wsl |= len == sizeof(maker) - 1 && strncasecmp(s, maker, len) == 0;
		is_standard |= len == sizeof(kind) - 1 && strncmp(s, kind, len) == 0;
		s += len + (s[len] == '-');
	}
	return is_wsl ? is_standard ? 2 : 1 : 0;
}

bool doctor_release_is(const char *osrelease, int64_t major, int64_t minor)
{
	const char *end = osrelease + strcspn(osrelease, "."), *s = osrelease;
	const struct value first = parse_number(&s, end);

	if (*end != '.')
		return false;
	s = end + 1;
	end = s + strspn(s, "0123456789");
	const struct value second = parse_number(&s, end);
	return first.known && second.known &&
	       (first.n > major || (first.n == major && second.n >= minor));
}

void look_wsl(const struct doctor *d, struct finding *f)
{
	CLEANUP_TEXT struct text text = {0};

	read_release(d, &text);
	const int version = text.len ? doctor_wsl(text.data) : 0;
	if (version == 0) {
		found(f, DOCTOR_OK, _("no"));
	} else if (version == 1) {
		found(f, DOCTOR_CANNOT, _("WSL 1 is not a Linux kernel"));
		f->meaning = _("what the labs read is not there, or is made up");
		format(f->mend, sizeof(f->mend),
		       "wsl --set-version DISTRIBUTION 2     # in PowerShell");
	} else if (d->room.cause == ROOM_THERE && d->room.group.version == 2) {
		found(f, DOCTOR_OK, _("WSL 2, memory on cgroup v2"));
	} else {
		found(f, DOCTOR_NOTE, _("WSL 2, without a memory-limited group on cgroup v2"));
		f->meaning = _("this line below [wsl2] in %UserProfile%\\.wslconfig, and then "
			       "\"wsl --shutdown\" in PowerShell, put memory on v2");
		format(f->mend, sizeof(f->mend),
		       "kernelCommandLine = cgroup_no_v1=all systemd.unified_cgroup_hierarchy=1");
	}
}

void look_kernel_log(const struct doctor *d, struct finding *f)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/dev/kmsg", d->roots.prefix);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const int error = fd < 0 ? errno : 0;
	if (fd >= 0) {
		found(f, DOCTOR_OK, _("/dev/kmsg can be read"));
		return;
	}
	format(path, sizeof(path), "%s/sys/kernel/dmesg_restrict", d->roots.proc);
	const bool is_restricted = d->caller.uid != 0 && text_read(&text, path) == 0 && text.len &&
				   text.data[0] == '1';
	if (error == ENOENT && !is_restricted) {
		found(f, DOCTOR_LIMITED, _("there is no /dev/kmsg (a container?)"));
		return;
	}
	found(f, DOCTOR_LIMITED, _("/dev/kmsg cannot be read%s"),
	      is_restricted ? _(": kernel.dmesg_restrict is 1") : "");
	format(f->mend, sizeof(f->mend), "%ssudo make lab-{lab}",
	       is_restricted ? "sudo sysctl -w kernel.dmesg_restrict=0\n" : "");
}

/* A file of our own process, or of the first thread of it. */
static bool can_read(const struct doctor *d, const char *below)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/%s", d->roots.proc, d->caller.pid, below);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0;
}

void look_smaps_rollup(const struct doctor *d, struct finding *f)
{
	if (can_read(d, "smaps_rollup"))
		found(f, DOCTOR_OK, _("/proc/PID/smaps_rollup can be read"));
	else
		found(f, DOCTOR_LIMITED, _("/proc/PID/smaps_rollup cannot be read"));
}

void look_pagemap_scan(const struct doctor *d, struct finding *f)
{
	CLEANUP_TEXT struct text text = {0};

	read_release(d, &text);
	if (!text.len)
		found(f, DOCTOR_NOTE, _("not known: /proc/sys/kernel/osrelease does not tell"));
	else if (doctor_release_is(text.data, 6, 7))
		found(f, DOCTOR_OK, _("kernel %.60s"), text.data);
	else
		found(f, DOCTOR_NOTE, _("kernel %.60s is older than 6.7"), text.data);
}

void look_children(const struct doctor *d, struct finding *f)
{
	char below[64];

	format(below, sizeof(below), "task/%d/children", d->caller.pid);
	if (can_read(d, below))
		found(f, DOCTOR_OK, _("/proc/PID/task/TID/children can be read"));
	else
		found(f, DOCTOR_LIMITED, _("there is no /proc/PID/task/TID/children"));
}

void look_pressure(const struct doctor *d, struct finding *f)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/pressure/memory", d->roots.proc);
	if (access(path, R_OK) == 0)
		found(f, DOCTOR_OK, _("/proc/pressure/memory can be read"));
	else
		found(f, DOCTOR_CANNOT, _("there is no /proc/pressure/memory"));
}
