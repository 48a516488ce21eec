/* SPDX-License-Identifier: MIT */
/* doctor: what it says of recorded machines; looking at them changes nothing. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "doctor/doctor.h"
#include "util/file.h"

/* The machine under test, and what was found on it. */
static char proc[256], sys[256], prefix[256];
static struct doctor doctor;
static struct finding finding[DOCTOR_CHECKS];

static struct labconf some_labs[] = {
	{.name = "plain", .core = true, .needs = ""},
	{.name = "capped", .core = true, .needs = "cgroup", .limits = 1, .ends = END_OOM},
	{.name = "waits", .needs = "psi"},
	{.name = "odd", .needs = "cgroup floppy"},
	{.name = "wild", .needs = "vm root swap", .limits = 1, .ends = END_OOM},
};
static const struct catalogue all_labs = {some_labs, sizeof(some_labs) / sizeof(some_labs[0])};

static bool nowhere(const char *path)
{
	(void)path;
	errno = EACCES;
	return false;
}

static bool everywhere(const char *path)
{
	(void)path;
	return true;
}

/* What systemd gave to uid 1000 on the laptop, and the results folder. */
static bool in_own_part(const char *path)
{
	char part[512];

	format(part, sizeof(part), "%s/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/",
	       prefix);
	return strncmp(path, part, strlen(part)) == 0 || strcmp(path, "results-of-nobody") == 0 ||
	       strcmp(path, ".") == 0;
}

static void look_at(const char *machine, struct caller caller)
{
	format(prefix, sizeof(prefix), "tests/fixtures/doctor-%s", machine);
	format(proc, sizeof(proc), "%s/proc", prefix);
	format(sys, sizeof(sys), "%s/sys", prefix);
	doctor = (struct doctor){
		{proc, sys, prefix}, caller, "/nonexistent", "results-of-nobody", {0}};
	room_look(&doctor.roots, &doctor.caller, &doctor.room);
	doctor_examine(&doctor, &all_labs, finding);
}

static const struct finding *finding_of(const char *check)
{
	for (size_t i = 0; i < doctor_check_count; i++)
		if (strcmp(doctor_checks[i].name, check) == 0)
			return &finding[i];
	fail_msg("there is no check \"%s\"", check);
	return NULL;
}

static void want_status(const char *check, enum doctor_status wanted)
{
	const struct finding *f = finding_of(check);

	if (f->status != wanted)
		fail_msg("%s: wanted status %d, found %d: %s", check, wanted, f->status, f->value);
}

static void want_mend(const char *check, const char *first_line)
{
	const struct finding *f = finding_of(check);
	char line[DOCTOR_MEND];

	format(line, sizeof(line), "%.*s", (int)strcspn(f->mend, "\n"), f->mend);
	assert_string_equal(line, first_line);
}

static void want_lab(size_t lab, enum doctor_status status, const char *reason, const char *mend)
{
	struct lab_state state;

	doctor_judge(&some_labs[lab], finding, &state);
	assert_int_equal(state.status, status);
	assert_string_equal(state.reason, reason);
	assert_string_equal(state.mend, mend);
}

static const struct caller student = {4242, 1000, "/run/user/1000", in_own_part, RIGHTS_USER, NULL};

static void a_laptop_runs_all_and_its_log_is_unreadable(void **state)
{
	(void)state;
	look_at("laptop", student);
	assert_int_equal(doctor.room.cause, ROOM_THERE);
	assert_string_equal(doctor.room.where, "systemd");
	want_status("memory group", DOCTOR_OK);
	want_status("swap in groups", DOCTOR_OK);
	want_status("systemd-oomd", DOCTOR_NOTE);
	want_status("PAGEMAP_SCAN", DOCTOR_OK);
	want_status("pressure", DOCTOR_OK);
	want_status("kernel log", DOCTOR_LIMITED);
	want_mend("kernel log", "sudo sysctl -w kernel.dmesg_restrict=0");
	want_lab(0, DOCTOR_OK, "", "");
	want_lab(1, DOCTOR_LIMITED,
		 "kernel log: /dev/kmsg cannot be read: kernel.dmesg_restrict is 1",
		 "sudo sysctl -w kernel.dmesg_restrict=0");
}

static void inside_its_scope_the_scope_is_the_place(void **state)
{
	struct group parent;
	struct cap_tries tries = {0};
	const struct caller inside = {4243, 1000, "/run/user/1000", in_own_part, RIGHTS_USER, NULL};
	const char *where;

	(void)state;
	look_at("laptop", student);
	assert_true(cap_look(&doctor.roots, &inside, &parent, &where, &tries));
	assert_string_equal(where, "systemd");
	assert_string_equal(strrchr(parent.folder, '/'), "/pagelab-4242.scope");
	/* and no scope is asked for in a scope */
	assert_false(cap_scope_look(&doctor.roots, &inside, &tries));
}

static void looking_makes_no_leaf(void **state)
{
	char leaf[PATH_MAX];

	inside_its_scope_the_scope_is_the_place(state);
	format(leaf, sizeof(leaf),
	       "%s/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/"
	       "pagelab-4242.scope/harness",
	       prefix);
	assert_int_not_equal(access(leaf, F_OK), 0);
}

static void root_asks_systemd_too(void **state)
{
	(void)state;
	look_at("laptop", (struct caller){4242, 0, NULL, everywhere, RIGHTS_ROOT, NULL});
	assert_int_equal(doctor.room.cause, ROOM_THERE);
	assert_string_equal(doctor.room.where, "systemd");
}

static void an_ssh_session_without_a_user_manager_needs_lingering(void **state)
{
	(void)state;
	look_at("laptop", (struct caller){4242, 1001, "/run/user/1001", nowhere, RIGHTS_USER, NULL});
	assert_int_equal(doctor.room.cause, ROOM_NO_SESSION);
	want_mend("memory group", "sudo loginctl enable-linger $USER     # then log in again");
	want_status("results folder", DOCTOR_CANNOT);
}

static void after_su_the_variable_is_missing(void **state)
{
	(void)state;
	look_at("laptop", (struct caller){4242, 1000, NULL, in_own_part, RIGHTS_USER, NULL});
	assert_int_equal(doctor.room.cause, ROOM_NOT_TOLD);
	want_mend("memory group", "export XDG_RUNTIME_DIR=/run/user/$(id -u)");
}

static void on_wsl2_the_line_for_wslconfig_is_named(void **state)
{
	(void)state;
	look_at("wsl2", (struct caller){4242, 1000, NULL, nowhere, RIGHTS_USER, NULL});
	assert_int_equal(doctor.room.cause, ROOM_V1_USER);
	want_status("WSL", DOCTOR_NOTE);
	want_mend("WSL", "kernelCommandLine = cgroup_no_v1=all systemd.unified_cgroup_hierarchy=1");
	want_status("swap in groups", DOCTOR_OK);
	want_status("PAGEMAP_SCAN", DOCTOR_NOTE);
	want_mend("memory group", "sudo make lab-{lab}");
}

static void on_wsl2_root_has_v1(void **state)
{
	(void)state;
	look_at("wsl2", (struct caller){4242, 0, NULL, everywhere, RIGHTS_ROOT, NULL});
	assert_int_equal(doctor.room.cause, ROOM_THERE);
	assert_string_equal(finding_of("memory group")->value, "cgroup v1, as root");
}

static void in_a_container_the_option_that_opens_the_tree_is_named(void **state)
{
	(void)state;
	look_at("container", (struct caller){4242, 0, NULL, everywhere, RIGHTS_ROOT, NULL});
	assert_int_equal(doctor.room.cause, ROOM_READ_ONLY);
	want_mend("memory group", "docker run --security-opt writable-cgroups=true -it IMAGE");
	/* It is docker's (/.dockerenv): podman's command is of no use. */
	assert_string_equal(strchr(finding_of("memory group")->mend, '\n') + 1,
			    "make lab-{lab} VM=1");
	want_status("kernel log", DOCTOR_LIMITED);
	want_lab(1, DOCTOR_CANNOT,
		 "memory group: the cgroup tree is mounted read-only, as in most containers",
		 "docker run --security-opt writable-cgroups=true -it IMAGE");
}

static void in_an_open_container_its_processes_must_move_first(void **state)
{
	(void)state;
	look_at("container", (struct caller){4343, 0, NULL, everywhere, RIGHTS_ROOT, NULL});
	assert_int_equal(doctor.room.cause, ROOM_OCCUPIED);
	assert_int_equal(strncmp(finding_of("memory group")->mend, "cd tests/fixtures", 17), 0);
}

static void an_old_server_is_limited_in_many_ways(void **state)
{
	(void)state;
	look_at("v1", (struct caller){4242, 1000, "/run/user/1000", nowhere, RIGHTS_USER, NULL});
	assert_int_equal(doctor.room.cause, ROOM_V1_USER);
	want_status("swap in groups", DOCTOR_CANNOT);
	want_mend("swap in groups", "sudo swapoff -a");
	want_status("free memory", DOCTOR_LIMITED);
	want_status("overcommit", DOCTOR_LIMITED);
	want_mend("overcommit", "sudo sysctl -w vm.overcommit_memory=0");
	want_status("smaps_rollup", DOCTOR_LIMITED);
	want_status("children", DOCTOR_NOTE); /* no lab here forks */
	want_status("pressure", DOCTOR_CANNOT);
	want_lab(2, DOCTOR_CANNOT, "results folder: you may not write to results-of-nobody",
		 "make lab-waits RESULTS=$HOME/pagelab-results");
}

/* A folder of v1 that was given to the user serves, as one of v2 does. */
static void a_v1_group_of_ones_own_is_enough(void **state)
{
	(void)state;
	look_at("v1", (struct caller){4242, 1000, NULL, everywhere, RIGHTS_USER, NULL});
	assert_int_equal(doctor.room.cause, ROOM_THERE);
	assert_string_equal(doctor.room.where, "delegated");
}

static bool yes(void)
{
	return true;
}

/* Only root may: sudo makes the room. Where something else is in the way sudo is no help, and is not asked. */
static void where_only_root_may_sudo_is_a_way(void **state)
{
	(void)state;
	look_at("v1", (struct caller){4242, 1000, NULL, nowhere, RIGHTS_USER, yes});
	assert_int_equal(doctor.room.cause, ROOM_THERE);
	assert_string_equal(doctor.room.where, "sudo");
	look_at("none", (struct caller){4242, 1000, NULL, nowhere, RIGHTS_USER, yes});
	assert_int_equal(doctor.room.cause, ROOM_NO_CONTROLLER);
}

static void without_the_controller_the_boot_parameter_is_named(void **state)
{
	(void)state;
	look_at("none", student);
	assert_int_equal(doctor.room.cause, ROOM_NO_CONTROLLER);
	want_mend("memory group",
		  "add cgroup_enable=memory to the kernel's command line, then reboot");
	want_status("kernel log", DOCTOR_OK);
	look_at("none", (struct caller){4242, 0, NULL, everywhere, RIGHTS_ROOT, NULL});
	assert_int_equal(doctor.room.cause, ROOM_NO_CONTROLLER);
}

static void a_need_that_no_check_knows_is_not_called_met(void **state)
{
	(void)state;
	look_at("wsl2", (struct caller){4242, 0, NULL, everywhere, RIGHTS_ROOT, NULL});
	want_lab(3, DOCTOR_LIMITED, "it needs \"floppy\", which doctor cannot judge", "");
}

/* What else it needs is there in the machine, whatever is missing here. */
static void a_lab_for_the_machine_needs_nothing_but_the_machine_here(void **state)
{
	(void)state;
	look_at("v1", student);
	want_lab(1, DOCTOR_CANNOT,
		 "memory group: only root can make a group on cgroup v1; you are uid 1000",
		 "sudo make lab-capped");
	want_lab(4, DOCTOR_CANNOT, "virtual machine: scripts/setup cannot be asked",
		 "scripts/setup vm");
}

static void what_no_lab_needs_is_no_lack(void **state)
{
	const struct catalogue one = {some_labs, 1};

	(void)state;
	look_at("container", (struct caller){4242, 1000, NULL, everywhere, RIGHTS_USER, NULL});
	doctor_examine(&doctor, &one, finding);
	want_status("memory group", DOCTOR_NOTE);
	want_status("swap", DOCTOR_OK);
	want_status("root", DOCTOR_OK);
}

static void wsl_is_known_by_its_release(void **state)
{
	(void)state;
	assert_int_equal(doctor_wsl("6.6.87.2-microsoft-standard-WSL2"), 2);
	assert_int_equal(doctor_wsl("4.19.128-microsoft-standard"), 2);
	assert_int_equal(doctor_wsl("4.4.0-19041-Microsoft"), 1);
	assert_int_equal(doctor_wsl("6.8.0-45-generic"), 0);
	assert_int_equal(doctor_wsl("6.8.0-notmicrosoft-standard"), 0);
	assert_int_equal(doctor_wsl(""), 0);
}

static void releases_are_compared_as_numbers(void **state)
{
	(void)state;
	assert_true(doctor_release_is("6.7.0", 6, 7));
	assert_true(doctor_release_is("6.10-rc1", 6, 7));
	assert_true(doctor_release_is("7.0", 6, 7));
	assert_false(doctor_release_is("6.6.99", 6, 7));
	assert_false(doctor_release_is("5.15.167.4-microsoft-standard-WSL2", 6, 7));
	assert_false(doctor_release_is("6", 6, 7));
	assert_false(doctor_release_is("", 6, 7));
	assert_false(doctor_release_is("six.seven", 6, 7));
}

/* Printed alone on a line, below 100 columns, in ASCII. */
static void want_printable(const char *mend)
{
	for (const char *line = mend; *line;) {
		const size_t len = strcspn(line, "\n");

		if (len > 97)
			fail_msg("%zu bytes: %.*s", len, (int)len, line);
		for (size_t i = 0; i < len; i++)
			assert_in_range((unsigned char)line[i], 0x20, 0x7e);
		line += len + (line[len] == '\n');
	}
}

static void every_mend_fits_on_a_line(void **state)
{
	struct room room = {.group = {.folder = "/sys/fs/cgroup/memory"}};
	char command[ROOM_COMMAND];
	const char *who;

	(void)state;
	for (size_t i = 0; i < doctor_check_count; i++)
		want_printable(doctor_checks[i].mend ? doctor_checks[i].mend : "");
	for (int cause = ROOM_THERE + 1; cause < ROOM_CAUSES; cause++) {
		room.cause = (enum room_cause)cause;
		/* where v1 and v2 are usually mounted */
		room.group.mount_len =
			strlen(cause == ROOM_V1_USER ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup");
		assert_non_null(room_reason(room.cause));
		assert_true(room_mend(&room, 0, "trap-optimiser", &who, command));
		for (size_t n = 0; room_mend(&room, n, "trap-optimiser", &who, command); n++)
			want_printable(command);
	}
}

/* Writes a file of a scratch folder, as the kernel would show it. */
static void put(const char *folder, const char *file, const char *text)
{
	char path[PATH_MAX];
	FILE *out;

	format(path, sizeof(path), "%s/%s", folder, file);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void want_text(const char *folder, const char *file, const char *wanted)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%s", folder, file);
	assert_int_equal(text_read(&text, path), 0);
	assert_string_equal(text.data, wanted);
}

static void remove_all(const char *folder)
{
	static const char *const names[] = {"harness/cgroup.procs", "harness",
					    "cgroup.type",	    "cgroup.controllers",
					    "cgroup.procs",	    "cgroup.subtree_control"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		format(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	assert_int_equal(rmdir(folder), 0);
}

/* The act: alone in a group, we go into a leaf, and only then is memory switched on below it. */
static void preparing_moves_us_into_a_leaf(void **state)
{
	char folder[] = "/tmp/pagelab-prepare-XXXXXX", pid[16];
	struct group group = {.version = 2};

	(void)state;
	assert_non_null(mkdtemp(folder));
	format(group.folder, sizeof(group.folder), "%s", folder);
	format(pid, sizeof(pid), "%d\n", getpid());
	put(folder, "cgroup.type", "domain\n");
	put(folder, "cgroup.controllers", "cpu memory pids\n");
	put(folder, "cgroup.subtree_control", "");
	put(folder, "cgroup.procs", pid);
	assert_int_equal(cap_prepare(&group), -ENOENT); /* a plain folder has no cgroup.procs */
	want_text(folder, "cgroup.subtree_control", "");
	put(folder, "harness/cgroup.procs", "");
	assert_int_equal(cap_prepare(&group), 0);
	want_text(folder, "harness/cgroup.procs", "0");
	want_text(folder, "cgroup.subtree_control", "+memory");
	remove_all(folder);
}

static void preparing_what_is_ready_does_nothing(void **state)
{
	char folder[] = "/tmp/pagelab-prepare-XXXXXX", pid[16];
	struct group group = {.version = 2};

	(void)state;
	assert_non_null(mkdtemp(folder));
	format(group.folder, sizeof(group.folder), "%s", folder);
	format(pid, sizeof(pid), "%d\n", getpid());
	put(folder, "cgroup.type", "domain\n");
	put(folder, "cgroup.subtree_control", "memory pids\n");
	put(folder, "cgroup.procs", pid);
	assert_int_equal(cap_prepare(&group), 0);
	want_text(folder, "cgroup.subtree_control", "memory pids\n");
	remove_all(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_laptop_runs_all_and_its_log_is_unreadable),
		cmocka_unit_test(inside_its_scope_the_scope_is_the_place),
		cmocka_unit_test(looking_makes_no_leaf),
		cmocka_unit_test(preparing_moves_us_into_a_leaf),
		cmocka_unit_test(preparing_what_is_ready_does_nothing),
		cmocka_unit_test(root_asks_systemd_too),
		cmocka_unit_test(an_ssh_session_without_a_user_manager_needs_lingering),
		cmocka_unit_test(after_su_the_variable_is_missing),
		cmocka_unit_test(on_wsl2_the_line_for_wslconfig_is_named),
		cmocka_unit_test(on_wsl2_root_has_v1),
		cmocka_unit_test(in_a_container_the_option_that_opens_the_tree_is_named),
		cmocka_unit_test(in_an_open_container_its_processes_must_move_first),
		cmocka_unit_test(an_old_server_is_limited_in_many_ways),
		cmocka_unit_test(a_v1_group_of_ones_own_is_enough),
		cmocka_unit_test(where_only_root_may_sudo_is_a_way),
		cmocka_unit_test(without_the_controller_the_boot_parameter_is_named),
		cmocka_unit_test(a_need_that_no_check_knows_is_not_called_met),
		cmocka_unit_test(a_lab_for_the_machine_needs_nothing_but_the_machine_here),
		cmocka_unit_test(what_no_lab_needs_is_no_lack),
		cmocka_unit_test(wsl_is_known_by_its_release),
		cmocka_unit_test(releases_are_compared_as_numbers),
		cmocka_unit_test(every_mend_fits_on_a_line),
	};

	return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
