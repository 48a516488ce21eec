/* SPDX-License-Identifier: MIT */
/* doctor_house: doctor's looks at who asks, where results go, and what is installed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"
#include "i18n/intl.h"
#include "kernel/vm_guest.h"
#include "util/file.h"
#include "util/inherited.h"
#include "util/line.h"

void look_root(const struct doctor *d, struct finding *f)
{
	if (d->caller.uid == 0)
		found(f, DOCTOR_OK, _("you are root"));
	else
		found(f, DOCTOR_CANNOT, _("you are uid %u"), (unsigned)d->caller.uid);
}

/* Cuts the last name off; what is left is "/" or "." in the end. */
static void up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		strcpy(path, ".");
	else
		slash[slash == path] = '\0';
}

/* The folder, or the nearest above it that is there and in which it would be made. */
void look_results(const struct doctor *d, struct finding *f)
{
	char path[PATH_MAX];

	if (!line_set(path, sizeof(path), "%s", *d->results ? d->results : ".")) {
		found(f, DOCTOR_CANNOT, "%.120s: %s", d->results, intl_error(ENAMETOOLONG));
		return;
	}
	while (access(path, F_OK) < 0 && errno == ENOENT)
		up(path);
	if (d->caller.may_write(path))
		found(f, DOCTOR_OK, "%.120s", d->results);
	else
		found(f, DOCTOR_CANNOT, _("you may not write to %.120s"), d->results);
}

void look_libcgroup(const struct doctor *d, struct finding *f)
{
	(void)d;
	if (cap_has_libcgroup())
		found(f, DOCTOR_OK, _("built in; used by root"));
	else
		found(f, DOCTOR_NOTE, _("not built in"));
}

/* What a program prints, its first line only. Its exit status, or −1. */
static int first_line_of(char *const words[], char *line, size_t room)
{
	int ends[2], status;

	line[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	const pid_t pid = fork();
	if (pid == 0) {
		inherited_set_usual();
		dup2(ends[1], STDOUT_FILENO);
		execv(words[0], words);
		_exit(127);
	}
	close(ends[1]);
	const ssize_t n = pid < 0 ? 0 : read(ends[0], line, room - 1);
	close(ends[0]);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* scripts/setup knows what is needed under which name; there is no second list of it here. */
static void look_installed(const struct doctor *d, const char *what, enum doctor_status lacking,
			   struct finding *f)
{
	char setup[PATH_MAX], need[16], missing[150];
	char *const words[] = {setup, "--missing", need, NULL};

	format(setup, sizeof(setup), "%s/scripts/setup", d->root);
	format(need, sizeof(need), "%s", what);
	const int status = first_line_of(words, missing, sizeof(missing));
	if (status == 0)
		found(f, DOCTOR_OK, _("all there"));
	else if (status == 69 && missing[0])
		found(f, lacking, _("missing: %s"), missing);
	else
		found(f, lacking, _("scripts/setup cannot be asked"));
}

/* The machine's programs are built anew. */
static void found_without_sources(struct finding *f)
{
	found(f, DOCTOR_CANNOT, _("this pagelab was installed without the sources that it needs"));
	format(f->mend, sizeof(f->mend),
	       _("make vm-{lab}     # in the folder of Pagelab's sources"));
}

void look_machine(const struct doctor *d, struct finding *f)
{
	if (guest_is_here(&d->roots))
		found(f, DOCTOR_OK, _("this is it"));
	else if (catalogue_is_installed(d->root))
		found_without_sources(f);
	else
		look_installed(d, "vm", DOCTOR_CANNOT, f);
}

void look_tools(const struct doctor *d, struct finding *f)
{
	if (catalogue_is_installed(d->root))
		found(f, DOCTOR_OK, _("none needed: the tests are with the sources"));
	else
		look_installed(d, "test", DOCTOR_NOTE, f);
}
