/* SPDX-License-Identifier: MIT */
/* cap_systemd: asks systemd for a part of the tree that is ours to divide, and starts in it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup/cap.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/inherited.h"
#include "util/line.h"

enum { WORDS = 64 };

static const char what[] = N_("systemd scope");

/* systemd-run [--user] --scope --quiet -p Delegate=yes --unit=NAME -- WORD… */
static bool fill(char **words, char *unit, char *program, char *const *arguments)
{
	char *const front[] = {"systemd-run",
			       rights_of_self(&system_roots) == RIGHTS_ROOT ? "--system" : "--user",
			       "--scope",
			       "--quiet",
			       "--collect",
			       "-p",
			       "Delegate=yes",
			       unit,
			       "--",
			       program};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(front) / sizeof(front[0]); i++)
		words[n++] = front[i];
	for (; *arguments && n + 1 < WORDS; arguments++)
		words[n++] = *arguments;
	words[n] = NULL;
	return *arguments == NULL;
}

/* Runs it in silence. Its exit status, or −1. */
static int run(char **words)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		inherited_set_usual();
		for (int fd = 0; fd <= 2; fd++)
			dup2(null, fd);
		execvp(words[0], words);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* Its bus or its private socket, either of which systemd-run can use. */
static bool has_user_manager(const struct roots *roots, const struct caller *caller)
{
	static const char *const sockets[] = {"bus", "systemd/private"};
	char runtime[PATH_MAX], path[PATH_MAX];

	if (!caller->runtime ||
	    !line_set(runtime, sizeof(runtime), "%s%s", roots->prefix, caller->runtime))
		return false;
	for (size_t i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++)
		if (path_join(path, sizeof(path), runtime, sockets[i]) == 0 &&
		    access(path, F_OK) == 0)
			return true;
	return false;
}

bool cap_scope_look(const struct roots *roots, const struct caller *caller, struct cap_tries *tries)
{
	struct group own;
	char booted[PATH_MAX];

	format(booted, sizeof(booted), "%s/run/systemd/system", roots->prefix);
	if (access(booted, F_OK) < 0)
		cap_tried(tries, what, _("no: systemd does not run this machine"));
	else if (group_find(roots, caller->pid, &own) < 0 || own.version == 1)
		cap_tried(tries, what, _("no: a scope has no limit of its own on cgroup v1"));
	else if (cap_is_scope(&own))
		cap_tried(tries, what, _("no: the one we are in gives no memory controller"));
	else if (caller->rights != RIGHTS_ROOT && !has_user_manager(roots, caller))
		cap_tried(tries, what, _("no: no user manager in this session"));
	else
		return true;
	return false;
}

void cap_enter_scope(char *const *argv, struct cap_tries *tries)
{
	char *words[WORDS], unit[64], *none = NULL, self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const struct caller caller = caller_self();

	if (!cap_scope_look(&system_roots, &caller, tries))
		return;
	snprintf(unit, sizeof(unit), "--unit=pagelab-probe-%d", getpid());
	fill(words, unit, "true", &none);
	if (run(words) != 0) {
		cap_tried(tries, what, _("no: %s"),
			  caller.rights == RIGHTS_ROOT ? "systemd-run fails" : "systemd-run --user fails");
		return;
	}
	self[len > 0 ? len : 0] = '\0';
	snprintf(unit, sizeof(unit), "--unit=pagelab-%d", getpid());
	if (fill(words, unit, self, argv + 1))
		execvp(words[0], words);
	cap_tried(tries, what, _("no: systemd-run: %s"), intl_error(errno));
}
