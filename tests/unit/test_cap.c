/* SPDX-License-Identifier: MIT */
/* cap: what a room may be promised by the groups above it, and whose limit a kill was for. */
#include "unit.h"

#include "cgroup/cap.h"
#include "cgroup/cap_hits.h"
#include "cgroup/cgroup_diagnose.h"
#include "kernel/oom_settings.h"
#include "kernel/rights.h"
#include "model/kill_proof.h"

enum { MIB = 1024 * 1024 };

/* A tree of this test: folders appear as files are put into them. */
static void put(const char *below, const char *text)
{
	char path[2 * PATH_MAX];

	format(path, sizeof(path), "%s/%s", scratch, below);
	for (char *s = strchr(path + strlen(scratch) + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = '\0';
		want_true(path, mkdir(path, 0777) == 0 || errno == EEXIST);
		*s = '/';
	}
	FILE *out = fopen(path, "w");
	want_true(path, out != NULL);
	fputs(text, out);
	want_int(path, 0, fclose(out));
}

/* LIMIT, USED and file pages of a group, in MiB. */
static void put_group(const char *tree, const char *group, const char *file, int64_t limit,
		      int64_t used, int64_t cache)
{
	char path[PATH_MAX], text[200];

	format(path, sizeof(path), "%s/cg/%s/%s", tree, group, file);
	format(text, sizeof(text), "%lld\n", (long long)limit * MIB);
	put(path, limit < 0 ? "max\n" : text);
	format(path, sizeof(path), "%s/cg/%s/memory.current", tree, group);
	format(text, sizeof(text), "%lld\n", (long long)used * MIB);
	put(path, text);
	format(path, sizeof(path), "%s/cg/%s/memory.stat", tree, group);
	format(text, sizeof(text), "inactive_file %lld\nactive_file 0\n", (long long)cache * MIB);
	put(path, text);
}

static struct roots roots_of(const char *tree)
{
	static char proc[PATH_MAX], prefix[PATH_MAX];
	char path[PATH_MAX];

	format(prefix, sizeof(prefix), "%s/%s", scratch, tree);
	format(proc, sizeof(proc), "%s/%s/proc", scratch, tree);
	format(path, sizeof(path), "%s/proc/meminfo", tree);
	put(path, "MemTotal: 1048576 kB\nMemAvailable: 1024000 kB\n");
	return (struct roots){proc, "/sys", prefix};
}

static struct group group_of(const char *tree, const char *below, int version)
{
	struct group g = {.version = version};

	format(g.folder, sizeof(g.folder), "%s/%s/cg/%s", scratch, tree, below);
	g.mount_len = strlen(g.folder) - strlen(below) - 1;
	return g;
}

static void a_room_has_half_of_what_its_ancestors_leave(void **state)
{
	static const struct {
		const char *row, *file;
		int64_t limit, used, cache, most; /* MiB, of the group above the room's parent */
		bool swaps;
	} rows[] = {
		{"no limit: the machine's half", "memory.max", -1, 10, 0, 500, false},
		{"memory.max", "memory.max", 48, 26, 0, 11, false},
		{"without the file pages", "memory.max", 48, 26, 20, 21, false},
		{"memory.high", "memory.high", 48, 26, 0, 11, false},
		{"full", "memory.max", 48, 50, 0, 0, false},
		{"more than half of the machine", "memory.max", 2000, 0, 0, 500, false},
		{"swap, for a lab without it", "memory.swap.max", 0, 0, 0, 500, false},
		{"swap, for a lab with it", "memory.swap.max", 0, 0, 0, 0, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char tree[32];

		snprintf(tree, sizeof(tree), "half%zu", i);
		const struct roots roots = roots_of(tree);

		put_group(tree, "a", rows[i].file, rows[i].limit, rows[i].used, rows[i].cache);
		put_group(tree, "a/b", "memory.max", -1, 5, 0);
		if (rows[i].swaps) {
			char path[PATH_MAX];

			format(path, sizeof(path), "%s/cg/a/memory.swap.current", tree);
			put(path, "0\n");
		}
		const struct group parent = group_of(tree, "a/b", 2);
		struct promise p;

		promise_find(&roots, &parent, rows[i].swaps, NULL, &p);
		want_value(rows[i].row, known(rows[i].most * MIB), p.most);
		want_int(rows[i].row, rows[i].most == 500, p.is_machine);
	}
}

/* A room of MAX MiB below a group, of which USED are taken; its owner lives, or not. */
static void put_room(const char *tree, const char *parent, bool lives, int64_t max, int64_t used)
{
	char path[PATH_MAX];
	static int n;

	format(path, sizeof(path), "%s/pagelab-0-4242-%d-%d", parent, lives ? 77 : 78, ++n);
	put_group(tree, path, "memory.max", max, used, 0);
	format(path, sizeof(path), "%s/proc/4242/stat", tree);
	put(path, "4242 (pagelab) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0\n");
}

static void what_other_rooms_were_promised_is_taken(void **state)
{
	const struct roots roots = roots_of("promised");
	const struct group parent = group_of("promised", "a", 2);
	struct promise p;

	(void)state;
	put_group("promised", "a", "memory.max", 200, 20, 0);
	put_room("promised", "a", true, 64, 10);
	put_room("promised", "a/elsewhere", true, 32, 32);
	put_room("promised", "a/elsewhere", true, 16, 0);
	put_room("promised", "a", false, 64, 0);
	put_room("promised", "b", true, 400, 0);
	promise_find(&roots, &parent, false, NULL, &p);
	want_int("beneath the group, by living owners", (64 - 10 + 16) * MIB, p.promised);
	want_value("half of the rest", known((200 - 20 - 70) / 2 * MIB), p.most);
	want_true("80 fit when the others are gone", promise_waits(&roots, &p, 80 * MIB));
	want_false("100 do not", promise_waits(&roots, &p, 100 * MIB));
	want_int("the limit for 100", (20 + 8 + 70 + 200) * MIB, promise_wanted_limit(&p, 100 * MIB));
}

static void on_v1_only_what_a_group_is_charged_to_bounds_it(void **state)
{
	const struct roots roots = roots_of("v1");
	const struct group parent = group_of("v1", "a/b", 1);
	struct promise p;

	(void)state;
	put("v1/cg/a/memory.limit_in_bytes", "104857600\n");
	put("v1/cg/a/memory.usage_in_bytes", "0\n");
	put("v1/cg/a/memory.use_hierarchy", "1\n");
	put("v1/cg/a/b/memory.limit_in_bytes", "9223372036854771712\n");
	put("v1/cg/a/b/memory.use_hierarchy", "1\n");
	promise_find(&roots, &parent, false, NULL, &p);
	want_value("through the parent", known(50 * MIB), p.most);
	put("v1/cg/a/b/memory.use_hierarchy", "0\n");
	promise_find(&roots, &parent, false, NULL, &p);
	want_true("not through one without hierarchy", p.is_machine);
}

static void a_limit_that_is_proposed_fits_in_every_step(void **state)
{
	struct labconf conf;
	struct labconf_error error;
	static const char text[] = "summary s\nlevel extra\norder 1\nminutes 1\nlimit memory.max 32M\n"
				   "step one o\nstep two t\nat two memory.max 64M\n";

	(void)state;
	if (!labconf_parse(text, "x", &conf, &error))
		fail_msg("line %zu: %s", error.line, error.message);
	want_value("the second step is the largest", known(64 * MIB), cap_largest(&conf, unknown));
	want_value("so half of what there is", known(20 * MIB),
		   cap_fitting_limit(&conf, 41 * MIB));
	want_value("none below the floor", unknown, cap_fitting_limit(&conf, 31 * MIB));
}

static void a_kill_is_the_rooms_only_when_its_limit_alone_was_hit(void **state)
{
	static const struct {
		const char *row;
		int version;
		struct value kills, room, above, above_kills;
		enum kill_proof is;
		struct value outside;
	} rows[] = {
		{"v2: the room's own", 2, IS(1), IS(1), IS(0), IS(0), KILL_PROVEN, IS(0)},
		{"v2: the parent's", 2, IS(1), IS(0), IS(1), IS(0), KILL_OUTSIDE, IS(1)},
		{"v2: both", 2, IS(2), IS(1), IS(1), IS(0), KILL_OUTSIDE, IS(1)},
		{"v2: somebody outside died", 2, IS(0), IS(0), IS(1), IS(0), KILL_OUTSIDE, IS(1)},
		{"v2: the machine's", 2, IS(1), IS(0), IS(0), IS(0), KILL_OUTSIDE, IS(1)},
		{"v2: no kill", 2, IS(0), IS(0), IS(0), IS(0), KILL_NONE, NONE},
		{"v2: an old kernel above", 2, IS(1), IS(1), NONE, IS(0), KILL_LIKELY, NONE},
		{"v1: the room's own", 1, IS(1), IS(130), IS(0), IS(0), KILL_PROVEN, IS(0)},
		{"v1: the parent's", 1, IS(1), IS(0), IS(158), IS(0), KILL_OUTSIDE, IS(1)},
		{"v1: both were hit", 1, IS(1), IS(9), IS(9), IS(0), KILL_LIKELY, NONE},
		{"v1: reclaim above, no kill", 1, IS(0), IS(0), IS(9), IS(0), KILL_NONE, NONE},
		{"v1: a kill above", 1, IS(0), IS(0), IS(9), IS(1), KILL_OUTSIDE, IS(1)},
		{"v1: unknown", 1, IS(1), NONE, IS(0), IS(0), KILL_LIKELY, NONE},
		{"nothing known", 2, NONE, NONE, NONE, NONE, KILL_NONE, NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct kill_counts c = {rows[i].version,
					      rows[i].kills,
					      {rows[i].room, rows[i].above, rows[i].above_kills}};

		want_int(rows[i].row, rows[i].is, kill_judge(&c));
		want_value(rows[i].row, rows[i].outside, kill_outside(&c));
		want_int(rows[i].row, rows[i].is, kill_recorded(rows[i].kills, rows[i].outside));
	}
}

static void the_counters_of_room_and_ancestors_are_found(void **state)
{
	const struct group room = group_of("hits", "a/room", 2);
	struct cap_hits hits;

	(void)state;
	put("hits/cg/memory.events.local", "oom 99\n"); /* the tree's root has no cgroup.type */
	put("hits/cg/a/cgroup.type", "domain\n");
	put("hits/cg/a/memory.events", "oom 7\n");
	put("hits/cg/a/memory.events.local", "low 0\noom 4\noom_kill 1\n");
	put("hits/cg/a/room/cgroup.type", "domain\n");
	put("hits/cg/a/room/memory.events.local", "oom_kill 5\noom 3\n");
	cap_read_hits(&room, &hits);
	want_value("room", known(3), hits.room);
	want_value("above", known(4), hits.above);
	put("hits/cg/a/memory.events.local", "low 0\n");
	cap_read_hits(&room, &hits);
	want_value("a kernel that does not count it", unknown, hits.above);
}

static void why_there_is_no_controller_is_found(void **state)
{
#define HEAD "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t3\t1\t1\n"
	static const struct {
		const char *row, *cgroups, *cmdline;
		struct value hierarchy, enabled;
		bool is_read, is_disabled;
	} rows[] = {
		{"on v1", HEAD "memory\t4\t9\t1\n", "quiet", IS(4), IS(1), true, false},
		{"free for v2", HEAD "memory 0 1 1\n", "", IS(0), IS(1), true, false},
		{"switched off", HEAD "memory 0 1 0\n", "a cgroup_disable=memory\n", IS(0), IS(0),
		 true, true},
		{"and on again, which is no word of the kernel's", HEAD "memory 0 1 0\n",
		 "cgroup_disable=memory cgroup_enable=memory", IS(0), IS(0), true, true},
		{"in a list", HEAD, "cgroup_disable=cpu,memory", NONE, NONE, true, true},
		{"another", HEAD, "cgroup_disable=hugememory x=cgroup_disable=memory", NONE, NONE,
		 true, false},
		{"not listed", HEAD, "", NONE, NONE, true, false},
		{"not read", "", "", NONE, NONE, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct room_controller c;

		room_parse_controller(rows[i].cgroups, rows[i].cmdline, &c);
		want_value(rows[i].row, rows[i].hierarchy, c.hierarchy);
		want_value(rows[i].row, rows[i].enabled, c.enabled);
		want_int(rows[i].row, rows[i].is_read, c.is_read);
		want_int(rows[i].row, rows[i].is_disabled, c.is_disabled);
	}
}

static bool everywhere(const char *path)
{
	(void)path;
	return true;
}

static bool no_right(const char *path)
{
	(void)path;
	errno = EACCES;
	return false;
}

static bool no_writing(const char *path)
{
	(void)path;
	errno = EROFS;
	return false;
}

static void what_is_in_the_way_is_told_by_the_right_not_by_the_uid(void **state)
{
	static const struct {
		const char *row, *type;
		struct caller caller;
		enum room_cause cause;
	} rows[] = {
		{"a container's root", "domain", {9, 0, NULL, everywhere, RIGHTS_ROOT, NULL}, ROOM_OCCUPIED},
		{"threaded", "threaded", {9, 0, NULL, everywhere, RIGHTS_ROOT, NULL}, ROOM_THREADED},
		{"the top of such", "domain threaded", {9, 1000, NULL, everywhere, RIGHTS_USER, NULL},
		 ROOM_THREADED},
		{"read-only", "domain", {9, 0, NULL, no_writing, RIGHTS_ROOT, NULL}, ROOM_READ_ONLY},
		{"no right", "domain", {9, 0, NULL, no_right, RIGHTS_ROOT, NULL}, ROOM_NO_RIGHT},
		{"a user namespace", "domain", {9, 0, NULL, no_right, RIGHTS_NAMESPACE, NULL},
		 ROOM_NAMESPACE},
		{"fakeroot", "domain", {9, 1000, NULL, no_right, RIGHTS_FAKED, NULL}, ROOM_FAKED},
		{"a user", "domain", {9, 1000, NULL, no_right, RIGHTS_USER, NULL}, ROOM_ONLY_ROOT},
	};

	(void)state;
	put("way/proc/9/cgroup", "0::/\n");
	put("way/proc/9/mountinfo", "22 1 0:9 / /cg rw - cgroup2 c rw\n");
	put("way/cg/cgroup.controllers", "memory\n");
	put("way/cg/cgroup.subtree_control", "\n");
	put("way/cg/cgroup.procs", "1\n9\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct roots roots = roots_of("way");
		char type[32];
		struct room room;

		snprintf(type, sizeof(type), "%s\n", rows[i].type);
		put("way/cg/cgroup.type", type);
		room_look(&roots, &rows[i].caller, &room);
		want_int(rows[i].row, rows[i].cause, room.cause);
	}
}

static void only_the_first_user_namespace_is_the_machines(void **state)
{
	(void)state;
	want_true("first", rights_is_first_map("         0          0 4294967295\n"));
	want_false("unshare -r", rights_is_first_map("         0          0          1\n"));
	want_false("rootless", rights_is_first_map("0 1000 1\n1 100000 65536\n"));
	want_false("none", rights_is_first_map(""));
}

static void oomd_is_found_by_the_units_above(void **state)
{
	const struct roots roots = roots_of("oomd");
	struct group group = group_of("oomd", "user.slice/user@1000.service/a.scope", 2);
	char unit[NAME_MAX + 1];

	(void)state;
	put("oomd/usr/lib/systemd/system/user@.service.d/10-oomd.conf",
	    "[Service]\nManagedOOMMemoryPressure=kill\nManagedOOMMemoryPressureLimit=50%\n");
	want_false("it does not run", oomd_watches(&roots, &group, unit));
	put("oomd/proc/99/comm", "systemd-oomd\n");
	put("oomd/etc/systemd/system/user@.service.d/other.conf", "[Service]\nCPUWeight=50\n");
	want_true("by the template's drop-in", oomd_watches(&roots, &group, unit));
	want_text("which", "user@1000.service", unit);
	put("oomd/etc/systemd/system/user@1000.service.d/no.conf",
	    "[Service]\nManagedOOMMemoryPressure=auto\n");
	want_false("a stronger place says no", oomd_watches(&roots, &group, unit));
	put("oomd/etc/systemd/system/-.slice.d/swap.conf", "[Slice]\nManagedOOMSwap=kill\n");
	want_true("by the top", oomd_watches(&roots, &group, unit));
	want_text("which", "-.slice", unit);
	group.version = 1;
	want_false("on v1 it watches nothing", oomd_watches(&roots, &group, unit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_room_has_half_of_what_its_ancestors_leave,
		     "a room has half of what its ancestors leave"),
		TEST(what_other_rooms_were_promised_is_taken,
		     "what other rooms were promised is taken"),
		TEST(on_v1_only_what_a_group_is_charged_to_bounds_it,
		     "on v1 only what a group is charged to bounds it"),
		TEST(a_limit_that_is_proposed_fits_in_every_step,
		     "a limit that is proposed fits in every step"),
		TEST(a_kill_is_the_rooms_only_when_its_limit_alone_was_hit,
		     "a kill is the room's only when its limit alone was hit"),
		TEST(the_counters_of_room_and_ancestors_are_found,
		     "the counters of room and ancestors are found"),
		TEST(why_there_is_no_controller_is_found, "why there is no controller is found"),
		TEST(what_is_in_the_way_is_told_by_the_right_not_by_the_uid,
		     "what is in the way is told by the right, not by the uid"),
		TEST(only_the_first_user_namespace_is_the_machines,
		     "only the first user namespace is the machine's"),
		TEST(oomd_is_found_by_the_units_above, "oomd is found by the units above"),
	};

	return cmocka_run_group_tests_name("room", tests, make_scratch, remove_scratch);
}
