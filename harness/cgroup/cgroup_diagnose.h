/* SPDX-License-Identifier: MIT */
/*
 * cgroup_diagnose: can this person have a memory-limited group here, and if not, what mends it.
 * Looks only; cap makes the group. For doctor, and for the screen of a run that found no room.
 */
#ifndef CGROUP_CGROUP_DIAGNOSE_H
#define CGROUP_CGROUP_DIAGNOSE_H

#include "cgroup/cap.h"

enum room_cause {
	ROOM_THERE,
	ROOM_NO_CONTROLLER, /* the kernel runs without it, and does not say why */
	ROOM_DISABLED,	    /* by cgroup_disable=memory on its command line */
	ROOM_NOT_BUILT,	    /* the kernel has no such controller */
	ROOM_NOT_HANDED,    /* it is there, but not in this part of the tree */
	ROOM_NOT_MOUNTED,
	ROOM_V1_NOT_MOUNTED, /* the controller belongs to a v1 hierarchy */
	ROOM_COVERED,	     /* something else is mounted over the tree */
	ROOM_READ_ONLY,	     /* a container */
	ROOM_NAMESPACE,	     /* root of a user namespace, to which no group belongs */
	ROOM_FAKED,	     /* root by fakeroot's word only */
	ROOM_NO_RIGHT,	     /* root, and refused all the same */
	ROOM_THREADED,	     /* by cgroup.type */
	ROOM_OCCUPIED,	     /* a container, whose processes are in the group at its top */
	ROOM_V1_USER,	     /* cgroup v1, not root */
	ROOM_NO_SESSION,     /* systemd, but no user manager in this session */
	ROOM_NOT_TOLD,	     /* there is one, and the environment does not say where (su) */
	ROOM_ONLY_ROOT,
	ROOM_CAUSES
};

enum { ROOM_MENDS = 2, ROOM_COMMAND = 400 };

struct room {
	enum room_cause cause;
	struct group group; /* to be divided; without room, the process's own */
	const char *where;  /* as in struct cap; NULL without room */
	struct cap_tries tries;
};

void room_look(const struct roots *roots, const struct caller *caller, struct room *room);

/* One sentence, without a full stop: why there is no room. */
const char *room_reason(enum room_cause cause);

/*
 * The n-th mend: who can do it, and the command with the lab's name and the mount point put in.
 * False when there are no more. Then there is still room_machine.
 */
bool room_mend(const struct room *room, size_t n, const char *lab, const char **who,
	       char command[ROOM_COMMAND]);

/* /proc/cgroups and the kernel's command line, of the memory controller. */
struct room_controller {
	struct value hierarchy; /* of v1; 0: none, so v2 may have it. Unknown: not listed */
	struct value enabled;
	bool is_read;	  /* the list could be read at all */
	bool is_disabled; /* cgroup_disable=memory stands on the command line */
};

/* Pure. */
void room_parse_controller(const char *cgroups, const char *cmdline, struct room_controller *out);

/* What works whatever the cause: the throw-away virtual machine. {lab} is for the lab's name. */
extern const char room_machine[];

#endif
