/* SPDX-License-Identifier: MIT */
/* How SQLite comes to a file in a folder of ours. */
#include "course/collect_sql_internal.h"
#include "util/line.h"

#ifdef HAVE_SQLITE

static int as_it_is(sqlite3_vfs *vfs, const char *path, int room, char *out)
{
	(void)vfs;
	return line_set(out, (size_t)room, "%s", path) ? SQLITE_OK : SQLITE_CANTOPEN;
}

/*
 * SQLite makes of every path one from the root on, links resolved, and takes 512 bytes at most. The
 * short one through /proc/self/fd, which ours is, must stay as it is.
 */
const char *collect_vfs(void)
{
	static sqlite3_vfs ours;

	if (!ours.zName && sqlite3_vfs_find(NULL)) {
		ours = *sqlite3_vfs_find(NULL);
		ours.zName = "pagelab";
		ours.xFullPathname = as_it_is;
		ours.pNext = NULL;
		sqlite3_vfs_register(&ours, 0);
	}
	return ours.zName;
}

#endif
