/* SPDX-License-Identifier: MIT */
/*
 * cap: a memory-limited group for one run. The order is the safe one: remove the groups of dead
 * owners, create, lock, set the limits, read them back, let the child enter before it execs, look
 * that it did, and at the end kill what is left, wait until the group is empty, remove it.
 *
 * An owner lives as long as it holds a flock on its group's folder; the name carries its uid, pid
 * and start time too, for the moment between making the folder and locking it.
 */
#ifndef CGROUP_CAP_H
#define CGROUP_CAP_H

#include <stdbool.h>
#include <sys/types.h>

#include "cgroup/cap_promise.h"
#include "kernel/group.h"
#include "kernel/rights.h"
#include "kernel/roots.h"
#include "lab/labconf.h"

#define CAP_FLOOR_BYTES (16 * 1024 * 1024) /* below, a group can run out of memory for ever */

struct cap {
	struct group group;
	const char *where;	  /* whose part of the tree: "root", "delegated", "systemd", "sudo", "handed" */
	const char *how;	  /* "libcgroup" or "raw" */
	bool is_made;		  /* the folder is there, and ours to remove */
	int lock;		  /* the group's folder, locked; −1: there is no group */
	int procs;		  /* its cgroup.procs, open to write: the child enters by it */
	struct value limit_bytes; /* as read back */
	struct value made_bytes;  /* the same, before any step changed it */
	bool swaps;		  /* lab.conf lets it: else what does not fit kills */
	struct promise promise;	  /* what was found when it was made, or refused */
};

/* What was tried and why it was not to be had, for the person. */
enum { CAP_TRIES = 4 };
struct cap_tries {
	size_t count;
	struct {
		const char *what;
		char result[160];
	} try[CAP_TRIES];
};

/* A way to make a group: cap_cgroup.c (libcgroup) and cap_raw.c. */
struct cap_backend {
	const char *name;
	/* Makes the folder and sets one limit in it. 0 or -errno; then nothing is left behind. */
	int (*create)(const struct group *group, const char *file, const char *value);
};

extern const struct cap_backend cap_raw;

/* NULL when it was not built in, or cannot be used here. */
const struct cap_backend *cap_libcgroup(void);
bool cap_has_libcgroup(void); /* built in */

/*
 * Makes a group with lab.conf's limits; limit, if known, stands in for memory.max, and memory.high
 * changes in proportion. 0 or -errno with what failed in tries; -EPERM when this user cannot have
 * a group here; -EDQUOT when it, or what a step makes of it, does not fit: cap->promise tells why.
 */
int cap_make(struct cap *cap, const struct roots *roots, const struct labconf *conf,
	     struct value limit, struct cap_tries *tries);

/*
 * Pure: memory.max as lab.conf changes it at that step, in bytes, or unknown. LIMIT= changes it by
 * the ratio by which it changes the first one.
 */
struct value cap_max_at(const struct labconf *conf, int step, struct value limit);

/* Pure: the largest that it becomes in any step. */
struct value cap_largest(const struct labconf *conf, struct value limit);

/*
 * Pure: the largest LIMIT= in whole MiB with which no step has more than most bytes, and none has
 * less than the floor. Unknown when there is none.
 */
struct value cap_fitting_limit(const struct labconf *conf, int64_t most);

/* Sets another memory.max while the group is in use, and reads it back. 0 or -errno. */
int cap_change_max(struct cap *cap, const struct roots *roots, int64_t bytes);

/* True when the process is in the group: to be asked before it is let go on. */
bool cap_holds(const struct cap *cap, const struct roots *roots, pid_t pid);

/*
 * A file that tells when the group runs out of memory: v1's eventfd, v2's memory.events. *events is
 * what to poll(2) for. −1: this kernel does not tell. cap_oom_seen reads it, so that it tells anew:
 * true when the group has run out of memory; it may have run into its limit only.
 */
int cap_watch_oom(const struct cap *cap, short *events);
bool cap_oom_seen(int fd);

/* Kills what is left in the group, waits until it is empty, removes it. 0 or -errno. */
int cap_destroy(struct cap *cap);

/* Removes the groups of dead owners where a group could be made. How many were removed. */
size_t cap_clean(const struct roots *roots);

/* Who asks for a group: this process, or one of a recorded tree. */
struct caller {
	pid_t pid;
	uid_t uid;	     /* as the kernel has it */
	const char *runtime; /* XDG_RUNTIME_DIR, or NULL */
	bool (*may_write)(const char *path); /* with errno */
	enum rights rights;
	bool (*may_sudo)(void); /* NULL: not asked */
};
struct caller caller_self(void);

/*
 * The folder in which groups can be made, and whose part of the tree it is. Looks only: nothing is
 * moved or written. False with the reasons in tries.
 */
bool cap_look(const struct roots *roots, const struct caller *caller, struct group *parent,
	      const char **where, struct cap_tries *tries);
bool cap_find_parent(const struct roots *roots, struct group *parent, const char **where,
		     struct cap_tries *tries); /* of this process */

/*
 * The act behind the look: the folder gives its children the memory controller; when we are alone
 * in it, we move into a leaf first. 0 or -errno.
 */
int cap_prepare(const struct group *parent);

/* True in a scope that cap_enter_scope asked for. */
bool cap_is_scope(const struct group *group);

/* Whether systemd should be able to give us a part of the tree. Looks only, as cap_look does. */
bool cap_scope_look(const struct roots *roots, const struct caller *caller,
		    struct cap_tries *tries);

/*
 * Where systemd can give us a part of the tree, starts the program again inside it and does not
 * return; else returns with the reason in tries.
 */
void cap_enter_scope(char *const *argv, struct cap_tries *tries);

/* Who is to have a part of the tree of groups that only root can make. */
struct cap_hand {
	uid_t uid;
	gid_t gid;
	bool by_sudo;		       /* we are that one, and ask sudo; else we are root */
	void (*before_password)(void); /* says why sudo asks; NULL: it must not */
};

/*
 * Root makes a part of the tree for that user, and removes it when we are done. 0: this is another
 * process, which is in that part and goes on, with the rights that it had; 1: that process has ended,
 * the part is gone, and *code is what to end with; -errno: there is none, with the reason in tries.
 * Called from the main thread before anything is open.
 */
int cap_hand_over(const struct cap_hand *hand, int *code, struct cap_tries *tries);

/* The group is, or is in, a part that was handed over; *kind: "sudo", or "handed" by root. */
bool cap_is_handed(const struct group *group, const char **kind);

/* Whether asking sudo is likely to help this user. Asks for no password. */
bool cap_sudo_look(void);

/* cap_raw.c: one write to one file of the group. 0 or -errno. */
int cap_write(const char *folder, const char *file, const char *value);

__attribute__((format(printf, 3, 4))) void cap_tried(struct cap_tries *tries, const char *what,
						     const char *how, ...);

#endif
