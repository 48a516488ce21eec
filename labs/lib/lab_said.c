/* SPDX-License-Identifier: MIT */
/*
 * lab_said: what a lab that was started by hand says, in the reader's language. It asks `pagelab
 * say`, a process of its own, so that no translation stands in the memory that the lab shows.
 */
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "lab_internal.h"
#include "util/file.h"

enum { TEXT = 512, SAID = 1024, KNOWN = 32 };

struct known {
	char text[TEXT], said[SAID];
};

/* What comes from fd, without its last newline. False: nothing, or more than there is room for. */
static bool take(int fd, char said[SAID])
{
	size_t len = 0;
	ssize_t n;

	while (len < SAID && (n = read(fd, said + len, SAID - len)) > 0)
		len += (size_t)n;
	if (len < 2 || len == SAID)
		return false;
	said[len - 1] = '\0';
	return true;
}

/* True when pagelab, which stands beside the folder of this program, has said it. */
static bool ask(char *lab, struct known *k)
{
	char folder[PATH_MAX], program[PATH_MAX + 16], name[] = "pagelab", say[] = "say",
						       option[] = "--lab", end[] = "--";
	char *argv[] = {name, say, option, lab, end, k->text, NULL};
	posix_spawn_file_actions_t actions;
	int fds[2], status;
	pid_t pid;

	catalogue_root(folder);
	format(program, sizeof(program), "%s/pagelab", folder);
	if (access(program, X_OK) || pipe(fds))
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, fds[0]);
	const bool started = posix_spawn(&pid, program, &actions, NULL, argv, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	close(fds[1]);
	const bool said = started && take(fds[0], k->said);
	close(fds[0]);
	return started && waitpid(pid, &status, 0) == pid && status == 0 && said;
}

const char *alone_said(const char *text)
{
	static struct known known[KNOWN];
	static size_t next;
	char language[8];

	intl_wanted(language);
	if (strcmp(language, "en") == 0 || strlen(text) >= TEXT)
		return text;
	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].text[0] && strcmp(known[i].text, text) == 0)
			return known[i].said;
	struct known *k = &known[next++ % KNOWN];
	strcpy(k->text, text);
	if (!ask(program_invocation_short_name, k))
		strcpy(k->said, text);
	return k->said;
}
