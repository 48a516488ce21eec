/* SPDX-License-Identifier: MIT */
/*
 * owner: root works in a folder of somebody else. What is made there is then made as that one, so
 * that no file of root stays in it, and a link in it leads no further than its owner may go.
 */
#ifndef UTIL_OWNER_H
#define UTIL_OWNER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct owner {
	uid_t uid;
	gid_t gid;
	char name[64];	     /* empty: no account has that uid */
	char home[PATH_MAX]; /* empty likewise */
};

/*
 * Who owns the path or, where it is not there yet, the nearest folder above it that is. False when
 * that is root, or cannot be told.
 */
bool owner_of_place(const char *path, struct owner *out);

/* The whole process becomes that one, for good, its groups and HOME with it. 0 or -errno. */
int owner_become(const struct owner *owner);

/*
 * Files are opened and made as that one from now on, in this thread and in what it forks; all other
 * rights stay, and what is executed has them back (setfsuid(2), credentials(7)).
 */
void owner_make_files_as(const struct owner *owner);

/* In a child, before it looks for its program: files as root again. */
void owner_files_as_before(void);

/*
 * Whether this user is in the group to which distributions give sudo. Anybody else would be asked for
 * a password in vain, and be reported to the administrator.
 */
bool owner_is_administrator(void);

/*
 * Where root looks for tools such as gnuplot: of the folders of PATH, those that root alone can put a
 * program into. Under sudo -E, and in a root shell by su, PATH is the user's own, and what it finds
 * would run as root. Where no folder is left, the system's own. To be freed.
 */
char *owner_trusted_path(const char *path);

#endif
