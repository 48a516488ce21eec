/* SPDX-License-Identifier: MIT */
/* group: where the memory cgroup is and what it leaves, on v1, v2, both, and in a container. */
#include "unit.h"

#include "kernel/group.h"
#include "kernel/group_mount.h"

/* The roots of a recorded tree. */
static struct roots roots_of(const char *tree)
{
	static char proc[PATH_MAX], sys[PATH_MAX], prefix[PATH_MAX];

	format(prefix, sizeof(prefix), "%s/%s", fixtures(), tree);
	format(proc, sizeof(proc), "%s/%s/proc", fixtures(), tree);
	format(sys, sizeof(sys), "%s/%s/sys", fixtures(), tree);
	return (struct roots){proc, sys, prefix};
}

static void the_group_of_memory_is_found_among_the_controllers(void **state)
{
	static const struct {
		const char *row, *text, *path;
		int version;
	} rows[] = {
		{"v2", "0::/user.slice/a.scope\n", "/user.slice/a.scope", 2},
		{"v2, the root", "0::/\n", "/", 2},
		{"v2, no final newline", "0::/a", "/a", 2},
		{"v1", "4:memory:/a\n3:cpu:/b\n", "/a", 1},
		{"v1, with others", "4:cpu,memory,pids:/a\n", "/a", 1},
		{"v1, first of others", "4:memory,pids:/a\n", "/a", 1},
		{"v1, last of others", "4:cpu,memory:/a\n", "/a", 1},
		{"hybrid, memory on v1", "0::/two\n4:memory:/one\n", "/one", 1},
		{"hybrid, memory on v1, other order", "4:memory:/one\n0::/two\n", "/one", 1},
		{"hybrid, memory on v2", "4:cpu:/one\n1:name=systemd:/one\n0::/two\n", "/two", 2},
		{"memory inside another name", "5:memoryx:/a\n6:xmemory,hugememory:/b\n0::/c\n",
		 "/c", 2},
		{"memory as a hierarchy's name", "5:name=memory:/a\n0::/c\n", "/c", 2},
		{"memory in a path", "5:cpu:/memory\n0::/c\n", "/c", 2},
		{"a colon in the path", "4:memory:/a:memory:/b\n", "/a:memory:/b", 1},
		{"blanks in the path", "0::/a b\\040c\n", "/a b\\040c", 2},
		{"a deleted group", "0::/a (deleted)\n", "/a (deleted)", 2},
		{"broken lines before", "\n:\n4\n4:memory\n0::/a\n", "/a", 2},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[PATH_MAX];
		int version = 0;

		want_true(rows[i].row, group_parse_path(rows[i].text, &version, path));
		want_text(rows[i].row, rows[i].path, path);
		want_int(rows[i].row, rows[i].version, version);
	}
}

static void without_memory_no_group_is_found(void **state)
{
	static const char *const rows[] = {
		"",	    "\n",  "4:cpu:/a\n", "4:cpu,xmemory:/a\n", "1:name=systemd:/\n",
		"memory\n", "0\n", "0:",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[PATH_MAX];
		int version;

		want_false(rows[i], group_parse_path(rows[i], &version, path));
	}
}

#define V2_LINE "26 23 0:24 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
#define V1_LINE "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"

static void the_mount_of_memory_is_found(void **state)
{
	static const struct {
		const char *row, *text;
		int version;
		const char *mount, *root;
	} rows[] = {
		{"v2", V2_LINE, 2, "/sys/fs/cgroup", "/"},
		{"v1", V1_LINE, 1, "/sys/fs/cgroup/memory", "/"},
		{"hybrid, v1", V2_LINE V1_LINE, 1, "/sys/fs/cgroup/memory", "/"},
		{"hybrid, v2", V1_LINE V2_LINE, 2, "/sys/fs/cgroup", "/"},
		{"no tags", "26 23 0:24 / /cg rw - cgroup2 none rw\n", 2, "/cg", "/"},
		{"three tags", "26 23 0:24 / /cg rw shared:1 master:2 unbindable - cgroup2 n rw\n",
		 2, "/cg", "/"},
		{"a container's root", "26 23 0:24 /docker/1 /cg ro - cgroup2 cgroup rw\n", 2,
		 "/cg", "/docker/1"},
		{"octal escapes",
		 "26 23 0:24 /r\\134t /m\\040n\\011\\012o\\043 rw - cgroup2 c rw\n", 2,
		 "/m n\t\no#", "/r\\t"},
		{"what is no octal escape", "26 23 0:24 / /m\\04\\x40\\8 rw - cgroup2 c rw\n", 2,
		 "/m\\04\\x40\\8", "/"},
		{"v1 with others", "35 31 0:32 / /cg/cpu,memory rw - cgroup cgroup rw,cpu,memory\n",
		 1, "/cg/cpu,memory", "/"},
		{"v1, no final newline", "35 31 0:32 / /cg rw - cgroup cgroup rw,memory", 1, "/cg",
		 "/"},
		{"memory in another name",
		 "1 1 0:1 / /no rw - cgroup cgroup rw,xmemory,name=memory\n" V1_LINE, 1,
		 "/sys/fs/cgroup/memory", "/"},
		{"memory as a mount option",
		 "1 1 0:1 / /no rw,memory - cgroup cgroup rw,cpu\n" V1_LINE, 1,
		 "/sys/fs/cgroup/memory", "/"},
		{"memory as a path", "1 1 0:1 / /memory rw - cgroup cgroup rw,cpu\n" V1_LINE, 1,
		 "/sys/fs/cgroup/memory", "/"},
		{"cgroup2 as a device", "1 1 0:1 / /no rw - tmpfs cgroup2 rw\n" V2_LINE, 2,
		 "/sys/fs/cgroup", "/"},
		{"broken lines before",
		 "\n1 2\n1 2 3 4 5 6\n1 2 3 4 5 6 -\n1 2 3 4 5 6 - cgroup2\n" V2_LINE, 2,
		 "/sys/fs/cgroup", "/"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct group_mount m;

		want_true(rows[i].row, group_parse_mount(rows[i].text, rows[i].version,
							 rows[i].root, &m));
		want_text(rows[i].row, rows[i].mount, m.point);
		want_text(rows[i].row, rows[i].root, m.root);
	}
}

#define ROOT_LINE  "22 1 8:1 / / rw - ext4 d rw\n"
#define TMPFS_LINE "31 22 0:28 / /cg rw - tmpfs t rw\n"
#define MEMORY_LINE "35 31 0:32 / /cg/memory rw - cgroup cgroup rw,memory\n"

/* Which of several mounts the path to the group leads through, and what is in its way. */
static void the_mount_that_counts_is_the_one_that_is_seen(void **state)
{
	static const struct {
		const char *row, *text, *path;
		const char *point; /* NULL: none is seen */
		const char *cover;
	} rows[] = {
		{"one", ROOT_LINE TMPFS_LINE MEMORY_LINE, "/a", "/cg/memory", ""},
		{"a sub-group bound before it",
		 ROOT_LINE "33 22 0:32 /b /early rw - cgroup cgroup rw,memory\n" TMPFS_LINE
			   MEMORY_LINE,
		 "/a", "/cg/memory", ""},
		{"a sub-group bound over it, which holds ours",
		 ROOT_LINE TMPFS_LINE MEMORY_LINE
		 "40 35 0:32 /a /cg/memory rw - cgroup cgroup rw,memory\n",
		 "/a/x", "/cg/memory", ""},
		{"a sub-group bound over it, which does not",
		 ROOT_LINE TMPFS_LINE MEMORY_LINE
		 "40 35 0:32 /b /cg/memory rw - cgroup cgroup rw,memory\n",
		 "/a", NULL, "cgroup"},
		{"a tmpfs over it", ROOT_LINE TMPFS_LINE MEMORY_LINE "40 35 0:40 / /cg/memory ro - tmpfs t ro\n",
		 "/a", NULL, "tmpfs"},
		{"a tmpfs over the folder above it",
		 ROOT_LINE TMPFS_LINE MEMORY_LINE "40 31 0:40 / /cg rw - tmpfs t rw\n", "/a", NULL,
		 "tmpfs"},
		{"a tmpfs over our group", ROOT_LINE TMPFS_LINE MEMORY_LINE "40 35 0:40 / /cg/memory/a rw - tmpfs t rw\n",
		 "/a/b", NULL, "tmpfs"},
		{"a tmpfs over another group", ROOT_LINE TMPFS_LINE MEMORY_LINE "40 35 0:40 / /cg/memory/ab rw - tmpfs t rw\n",
		 "/a", "/cg/memory", ""},
		{"covered, and mounted elsewhere too",
		 ROOT_LINE TMPFS_LINE MEMORY_LINE "40 35 0:40 / /cg/memory rw - tmpfs t rw\n"
		 "41 22 0:32 / /other rw - cgroup cgroup rw,memory\n",
		 "/a", "/other", ""},
		{"read-only, and elsewhere not",
		 ROOT_LINE "35 22 0:32 / /ro ro - cgroup cgroup rw,memory\n"
			   "36 22 0:32 / /rw rw - cgroup cgroup rw,memory\n",
		 "/a", "/rw", ""},
		{"two that may be written: the one that shows more",
		 ROOT_LINE "35 22 0:32 /a /less rw - cgroup cgroup rw,memory\n"
			   "36 22 0:32 / /more rw - cgroup cgroup rw,memory\n",
		 "/a/b", "/more", ""},
		{"a root of its own, as an initial file system is",
		 "1 1 0:2 / / rw - rootfs r rw\n35 1 0:32 / /cg rw - cgroup cgroup rw,memory\n",
		 "/a", "/cg", ""},
		{"roots in a stack", "1 1 0:2 / / rw - rootfs r rw\n22 1 8:1 / / rw - ext4 d rw\n" TMPFS_LINE MEMORY_LINE,
		 "/a", "/cg/memory", ""},
		{"in a chroot, whose root is not listed", TMPFS_LINE MEMORY_LINE, "/a", "/cg/memory",
		 ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct group_mount m;
		const bool found = group_parse_mount(rows[i].text, 1, rows[i].path, &m);

		want_int(rows[i].row, rows[i].point != NULL, found);
		if (rows[i].point)
			want_text(rows[i].row, rows[i].point, m.point);
		want_text(rows[i].row, rows[i].cover, m.cover);
	}
}

static void without_a_mount_nothing_is_found(void **state)
{
	static const struct {
		const char *text;
		int version;
	} rows[] = {
		{"", 1},
		{"", 2},
		{"\n", 2},
		{V1_LINE, 2},
		{V2_LINE, 1},
		{"26 23 0:24 / /sys/fs/cgroup rw - cgroup cgroup rw,memoryx\n", 1},
		{"26 23 0:24 / /sys/fs/cgroup rw - cgroup2x cgroup rw\n", 2},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct group_mount m;

		want_false(rows[i].text,
			   group_parse_mount(rows[i].text, rows[i].version, "/", &m));
	}
}

/* The kernel never writes such lines; they must not end the program all the same. */
static void a_mount_line_without_a_mount_is_passed_over(void **state)
{
	static const char *const rows[] = {"- cgroup2 cgroup rw\n", "26 - cgroup2 cgroup rw\n",
					   "26 23 0:24 / - cgroup2 cgroup rw\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct group_mount m;

		want_false(rows[i], group_parse_mount(rows[i], 2, "/", &m));
	}
}

static void a_mount_line_of_any_length_is_read_safely(void **state)
{
	static char text[6 * PATH_MAX];
	struct group_mount m;

	(void)state;
	memset(text, 'x', 5 * PATH_MAX);
	memcpy(text, "1 2 0:3 / /", 11);
	strcpy(text + 5 * PATH_MAX, " rw - cgroup2 c rw\n" V2_LINE);
	want_true("behind a line that is too long", group_parse_mount(text, 2, "/", &m));
	want_text("behind a line that is too long", "/sys/fs/cgroup", m.point);
}

static void the_group_of_a_recorded_process_is_found(void **state)
{
	static const struct {
		const char *tree;
		pid_t pid;
		int version;
		const char *below, *mount;
	} rows[] = {
		{"v1", 4242, 1, "/sys/fs/cgroup/memory/classroom/lab", "/sys/fs/cgroup/memory"},
		{"v2", 4242, 2, "/sys/fs/cgroup/user.slice/user-1000.slice/pagelab.scope",
		 "/sys/fs/cgroup"},
		{"container", 17, 2, "/sys/fs/cgroup/lab", "/sys/fs/cgroup"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct roots roots = roots_of(rows[i].tree);
		char wanted[2 * PATH_MAX];
		struct group group;

		want_int(rows[i].tree, 0, group_find(&roots, rows[i].pid, &group));
		want_int(rows[i].tree, rows[i].version, group.version);
		format(wanted, sizeof(wanted), "%s%s", roots.prefix, rows[i].below);
		want_text(rows[i].tree, wanted, group.folder);
		want_int(rows[i].tree, strlen(roots.prefix) + strlen(rows[i].mount),
			 group.mount_len);
	}
}

/* 18 has no cgroup file; 19 is in a sibling whose name begins as the mount's root does; 20's path
 * leads out of the mount, as a process outside of our cgroup namespace shows. */
static void a_process_outside_of_the_mount_has_no_group(void **state)
{
	static const pid_t pids[] = {18, 19, 20, 21};
	const struct roots roots = roots_of("container");

	(void)state;
	for (size_t i = 0; i < COUNT(pids); i++) {
		struct group group;
		char row[16];

		snprintf(row, sizeof(row), "pid %d", pids[i]);
		want_int(row, -ENOENT, group_find(&roots, pids[i], &group));
	}
}

static void limits_and_headroom_are_the_least_of_the_ancestors(void **state)
{
	static const struct {
		const char *tree;
		pid_t pid;
		struct value limit, headroom, available;
	} rows[] = {
		/* its own limit is the smallest, and all that it uses are file pages; its parent uses
		 * 230686720, of which 198971392 are */
		{"v1", 4242, IS(134217728), IS(134217728), IS(134217728)},
		/* none of its own; the user's leaves more than MemAvailable, 300000 kB */
		{"v2", 4242, IS(536870912), IS(536870912 - (104857600 - 15000000)), IS(300000 * 1024)},
		/* over its own limit: less than nothing is left, none is available */
		{"container", 17, IS(67108864), IS(67108864 - (71303168 - 1000000)), IS(0)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct roots roots = roots_of(rows[i].tree);
		struct group group;

		want_int(rows[i].tree, 0, group_find(&roots, rows[i].pid, &group));
		want_value(rows[i].tree, rows[i].limit, group_limit(&group));
		want_value(rows[i].tree, rows[i].headroom, group_headroom(&group));
		want_value(rows[i].tree, rows[i].available, memory_available(&roots, rows[i].pid));
	}
}

static void without_a_limit_there_is_none(void **state)
{
	const struct roots v1 = roots_of("v1");
	struct group group;
	char below[PATH_MAX];

	(void)state;
	want_int("v1", 0, group_find(&v1, 4242, &group));
	group.folder[group.mount_len] = '\0';
	want_value("the root of v1", unknown, group_limit(&group));
	want_value("the root of v1", unknown, group_headroom(&group));

	const struct roots v2 = roots_of("v2");

	want_int("v2", 0, group_find(&v2, 4242, &group));
	memcpy(below, group.folder, group.mount_len);
	strcpy(below + group.mount_len, "/user.slice");
	strcpy(group.folder, below);
	want_value("a group of v2 with max", unknown, group_limit(&group));
	group.folder[group.mount_len] = '\0';
	want_value("the root of v2", unknown, group_limit(&group));
	want_value("the root of v2", unknown, group_headroom(&group));
}

/* Nothing above the mount point is a group, though it has files of that name here. */
static void the_search_for_limits_ends_at_the_mount(void **state)
{
	struct group group = {.version = 2};
	char path[PATH_MAX];

	(void)state;
	format(path, sizeof(path), "%s/out", scratch);
	want_int("mkdir", 0, mkdir(path, 0777));
	format(path, sizeof(path), "%s/out/memory.max", scratch);
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	want_int("write", 2, write(fd, "1\n", 2));
	format(path, sizeof(path), "%s/out/mount", scratch);
	want_int("mkdir", 0, mkdir(path, 0777));
	group.mount_len = strlen(path);
	format(group.folder, sizeof(group.folder), "%s/a/b", path);
	want_value("limit", unknown, group_limit(&group));
}

static void without_a_group_memavailable_counts(void **state)
{
	const struct roots roots = roots_of("container");
	const struct roots none = {"/nonexistent", "/nonexistent", ""};

	(void)state;
	want_value("no group", known(6000000LL * 1024), memory_available(&roots, 19));
	want_value("no meminfo", unknown, memory_available(&none, 1));
}

static void a_process_that_is_not_there_is_an_error(void **state)
{
	const struct roots roots = roots_of("v1");
	struct group group;

	(void)state;
	want_int("no such pid", -ENOENT, group_find(&roots, 99999, &group));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_group_of_memory_is_found_among_the_controllers,
		     "the group of memory is found among the controllers"),
		TEST(without_memory_no_group_is_found, "without memory no group is found"),
		TEST(the_mount_of_memory_is_found, "the mount of memory is found"),
		TEST(the_mount_that_counts_is_the_one_that_is_seen,
		     "the mount that counts is the one that is seen"),
		TEST(without_a_mount_nothing_is_found, "without a mount nothing is found"),
		TEST(a_mount_line_without_a_mount_is_passed_over,
		     "a mount line without a mount is passed over"),
		TEST(a_mount_line_of_any_length_is_read_safely,
		     "a mount line of any length is read safely"),
		TEST(the_group_of_a_recorded_process_is_found,
		     "the group of a recorded process is found"),
		TEST(a_process_outside_of_the_mount_has_no_group,
		     "a process outside of the mount has no group"),
		TEST(limits_and_headroom_are_the_least_of_the_ancestors,
		     "limits and headroom are the least of the ancestors"),
		TEST(without_a_limit_there_is_none, "without a limit there is none"),
		TEST(the_search_for_limits_ends_at_the_mount,
		     "the search for limits ends at the mount"),
		TEST(without_a_group_memavailable_counts, "without a group MemAvailable counts"),
		TEST(a_process_that_is_not_there_is_an_error,
		     "a process that is not there is an error"),
	};

	return cmocka_run_group_tests_name("group", tests, make_scratch, remove_scratch);
}
