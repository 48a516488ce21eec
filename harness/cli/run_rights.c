/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/run_rights.h"
#include "i18n/intl.h"
#include "kernel/rights.h"
#include "util/exit_code.h"
#include "util/owner.h"

/* The tree's, for its labs are that one's programs; of a tree of root's, that of the results. */
static bool find_owner(const struct run_options *o, struct owner *owner)
{
	return owner_of_place(o->root, owner) || owner_of_place(o->results, owner);
}

static const char *name_of_owner(const struct owner *owner, char out[32])
{
	if (owner->name[0])
		return owner->name;
	snprintf(out, 32, "uid %u", (unsigned)owner->uid);
	return out;
}

/* By exec, for a process that changes its user may not read its own files in /proc until then. */
static int start_again(const struct owner *owner, char **argv, const char *root)
{
	const pid_t parent = getppid();
	char name[32];
	const int error = owner_become(owner);

	if (!error) {
		/* What changes its user also forgets with whom it is to die. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			return EXIT_INTERRUPTED;
		execv("/proc/self/exe", argv - 1);
	}
	warnx(_("%s belongs to %s, and root cannot act as that user: %s. Nothing was run. Type it as "
		"that user"),
	      root, name_of_owner(owner, name), intl_error(error ? -error : errno));
	return EXIT_NOT_POSSIBLE;
}

int rights_of_owner(struct request *r, char **argv)
{
	const struct run_options *o = &r->options;
	struct owner owner;
	int code;

	if (rights_of_self(&system_roots) != RIGHTS_ROOT || !find_owner(o, &owner))
		return EXIT_AS_EXPECTED;
	if (r->command) {
		owner_make_files_as(&owner);
		return EXIT_AS_EXPECTED;
	}
	const struct cap_hand hand = {.uid = owner.uid, .gid = owner.gid};

	if (o->cap != CHOOSE_NONE && o->cap != CHOOSE_VM &&
	    cap_hand_over(&hand, &code, &r->tries) == 1)
		exit(code);
	return start_again(&owner, argv, o->root);
}

static void say_why_password(void)
{
	fputs(_("Only root may make a memory-limited group here. sudo asks for your password for that "
		"alone: the lab runs as you.\n"),
	      stderr);
}

void rights_by_sudo(struct request *r)
{
	const bool may_ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && owner_is_administrator();
	const struct cap_hand hand = {.uid = getuid(),
				      .gid = getgid(),
				      .by_sudo = true,
				      .before_password = may_ask ? say_why_password : NULL};
	int code;

	if (cap_hand_over(&hand, &code, &r->tries) == 1)
		exit(code);
}
