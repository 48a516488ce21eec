/* SPDX-License-Identifier: MIT */
/* snapshot: recorded trees of Linux 6.18 (cgroup v1), 6.1 (v2) and 5.15 (a container), read whole.
 */
#include "unit.h"

#include "kernel/sample.h"
#include "kernel/snapshot.h"
#include "util/failed.h"

static struct roots roots_of(const char *tree)
{
	static char proc[PATH_MAX], sys[PATH_MAX], prefix[PATH_MAX];

	format(prefix, sizeof(prefix), "%s/%s", fixtures(), tree);
	format(proc, sizeof(proc), "%s/%s/proc", fixtures(), tree);
	format(sys, sizeof(sys), "%s/%s/sys", fixtures(), tree);
	return (struct roots){proc, sys, prefix};
}

/* A column and what it must be; a table ends with a column of NULL. */
struct wanted {
	const char *column;
	struct value value;
};

static void want_values(const char *tree, const struct wanted *wanted, const struct value *values)
{
	for (; wanted->column; wanted++) {
		char row[128];

		snprintf(row, sizeof(row), "%s: %s", tree, wanted->column);
		want_true(row, metric_find(wanted->column) >= 0);
		want_value(row, wanted->value, values[metric_find(wanted->column)]);
	}
}

/* Reads twice: the second time with what was learned from the first. */
static void read_twice(struct observer *o, struct value values[METRICS_MAX])
{
	CLEANUP_TEXT struct text buffer = {0};

	for (int time = 0; time < 2; time++) {
		for (size_t i = 0; i < METRICS_MAX; i++)
			values[i] = unknown;
		observer_read(o, &buffer, values);
	}
	observer_close(o);
}

static void a_process_is_read_on_every_kernel(void **state)
{
	static const struct {
		const char *tree;
		pid_t pid;
	} rows[] = {{"v1", 4242}, {"v2", 4242}, {"container", 17}};
	static const struct wanted wanted[] = {
		{"vm_peak_kib", IS(104868)},
		{"vm_size_kib", IS(104860)},
		{"vm_lck_kib", IS(0)},
		{"vm_pin_kib", IS(0)},
		{"vm_hwm_kib", IS(103996)},
		{"vm_rss_kib", IS(103900)},
		{"rss_anon_kib", IS(102500)},
		{"rss_file_kib", IS(1396)},
		{"rss_shmem_kib", IS(4)},
		{"vm_data_kib", IS(102628)},
		{"vm_stk_kib", IS(132)},
		{"vm_exe_kib", IS(16)},
		{"vm_lib_kib", IS(1528)},
		{"vm_pte_kib", IS(244)},
		{"vm_swap_kib", IS(8)},
		{"minflt_total", IS(25755)},
		{"majflt_total", IS(3)},
		{"rss_kib", IS(103900)},
		{"pss_kib", IS(102700)},
		{"anonymous_kib", IS(102500)},
		{"anon_huge_pages_kib", IS(2048)},
		{"lazy_free_kib", IS(64)},
		{"swap_kib", IS(12)},
		{"oom_score", IS(668)},
		{"oom_score_adj", IS(-17)},
		{"mem_free_kib", NONE},
		{"cg_current_bytes", NONE},
		{NULL, NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct roots roots = roots_of(rows[i].tree);
		struct value values[METRICS_MAX];
		struct observer o;

		want_int(rows[i].tree, 0, observer_open_process(&o, &roots, rows[i].pid));
		read_twice(&o, values);
		want_values(rows[i].tree, wanted, values);
	}
}

static void a_zombie_keeps_its_counters_and_no_memory(void **state)
{
	static const struct wanted wanted[] = {
		{"minflt_total", IS(16391)}, {"majflt_total", IS(2)},
		{"vm_size_kib", NONE},	     {"vm_rss_kib", NONE},
		{"anonymous_kib", NONE},     {"swap_kib", NONE},
		{"oom_score_adj", IS(1000)}, {NULL, NONE},
	};
	const struct roots roots = roots_of("container");
	struct value values[METRICS_MAX];
	struct observer o;

	(void)state;
	want_int("open", 0, observer_open_process(&o, &roots, 18));
	read_twice(&o, values);
	want_values("zombie", wanted, values);
}

static void the_system_is_read_on_every_kernel(void **state)
{
	static const struct {
		const char *tree;
		struct value available, free, zswap, sec_page_tables, corrupted;
	} rows[] = {
		{"v1", IS(6000000), IS(5000000), IS(0), IS(0), IS(0)},
		{"v2", IS(300000), IS(250000), IS(0), IS(0), IS(0)},
		{"container", IS(6000000), IS(5000000), NONE, NONE, IS(0)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct wanted wanted[] = {
			{"mem_total_kib", IS(8024000)},
			{"mem_free_kib", rows[i].free},
			{"mem_available_kib", rows[i].available},
			{"zswap_kib", rows[i].zswap},
			{"sec_page_tables_kib", rows[i].sec_page_tables},
			{"hardware_corrupted_kib", rows[i].corrupted},
			{"buffers_kib", IS(1872)},
			{"cached_kib", IS(222624)},
			{"dirty_kib", IS(6448)},
			{"writeback_kib", IS(68)},
			{"shmem_kib", IS(8856)},
			{"slab_kib", IS(109612)},
			{"s_reclaimable_kib", IS(81100)},
			{"page_tables_kib", IS(3008)},
			{"committed_as_kib", IS(111888)},
			{"swap_total_kib", IS(2097148)},
			{"swap_free_kib", IS(2097100)},
			{"vmalloc_total_kib", IS(34359738367)},
			{"huge_pages_total_pages", IS(0)},
			{"hugepagesize_kib", IS(2048)},
			{"sys_pgfault_total", IS(79073223)},
			{"sys_pgmajfault_total", IS(8982)},
			{"sys_pswpin_total", IS(21)},
			{"sys_pswpout_total", IS(34)},
			{"sys_oom_kill_total", IS(5)},
			{"psi_mem_some_us_total", IS(1625639)},
			{"psi_mem_full_us_total", IS(1013195)},
			{"vm_rss_kib", NONE},
			{NULL, NONE},
		};
		const struct roots roots = roots_of(rows[i].tree);
		struct value values[METRICS_MAX];
		struct observer o;

		want_int(rows[i].tree, 0, observer_open_system(&o, &roots));
		read_twice(&o, values);
		want_values(rows[i].tree, wanted, values);
	}
}

static void a_group_is_read_on_v1_v2_and_in_a_container(void **state)
{
	static const struct {
		const char *tree;
		pid_t pid;
		struct wanted wanted[16];
	} rows[] = {
		{"v1",
		 4242,
		 {
			 {"cg_current_bytes", IS(12582912)},
			 {"cg_peak_bytes", IS(20971520)},
			 {"cg_max_bytes", IS(134217728)},
			 {"cg_swap_current_bytes", IS(16777216 - 12582912)},
			 {"cg_anon_bytes", IS(10485760)},
			 {"cg_file_bytes", IS(1048576)},
			 {"cg_kernel_bytes", IS(1048576)},
			 {"cg_oom_total", NONE},
			 {"cg_oom_kill_total", IS(3)},
			 {"cg_max_hits_total", IS(7)},
			 {"cg_psi_mem_some_us_total", NONE},
			 {NULL, NONE},
		 }},
		{"v2",
		 4242,
		 {
			 {"cg_current_bytes", IS(41943040)},
			 {"cg_peak_bytes", IS(62914560)},
			 {"cg_max_bytes", NONE},
			 {"cg_swap_current_bytes", IS(4096)},
			 {"cg_anon_bytes", IS(33554432)},
			 {"cg_file_bytes", IS(4194304)},
			 {"cg_kernel_bytes", IS(2097152)},
			 {"cg_oom_total", IS(2)},
			 {"cg_oom_kill_total", IS(1)},
			 {"cg_max_hits_total", IS(15)},
			 {"cg_psi_mem_some_us_total", IS(88001)},
			 {"cg_psi_mem_full_us_total", IS(77002)},
			 {"vm_rss_kib", NONE},
			 {NULL, NONE},
		 }},
		{"container",
		 17,
		 {
			 {"cg_current_bytes", IS(71303168)},
			 {"cg_peak_bytes", NONE}, /* since 5.19 */
			 {"cg_max_bytes", IS(67108864)},
			 {"cg_swap_current_bytes", IS(8192)},
			 {"cg_anon_bytes", IS(60000000)},
			 {"cg_file_bytes", IS(1000000)},
			 {"cg_kernel_bytes", NONE}, /* since 5.18 */
			 {"cg_oom_total", IS(1)},
			 {"cg_oom_kill_total", IS(1)},
			 {"cg_max_hits_total", IS(4)},
			 {NULL, NONE},
		 }},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct roots roots = roots_of(rows[i].tree);
		struct value values[METRICS_MAX];
		struct group group;
		struct observer o;

		want_int(rows[i].tree, 0, group_find(&roots, rows[i].pid, &group));
		want_int(rows[i].tree, 0, observer_open_group(&o, &group));
		read_twice(&o, values);
		want_values(rows[i].tree, rows[i].wanted, values);
	}
}

/* In proc there is nothing but the files named here. */
static void what_cannot_be_read_is_named_with_why(void **state)
{
	struct roots roots = {.proc = "", .sys = "", .prefix = ""};
	char proc[PATH_MAX], path[PATH_MAX];
	struct value values[METRICS_MAX];
	struct observer o;
	int error = 0;

	(void)state;
	format(proc, sizeof(proc), "%s/unread", scratch);
	roots.proc = proc;
	mkdir(proc, 0777);
	want_int("nothing", -ENOENT, observer_open_system(&o, &roots));
	format(path, sizeof(path), "%s/meminfo", proc);
	want_text("the file, not the folder", path, failed_what(ENOENT));
	close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
	want_int("open", 0, observer_open_system(&o, &roots));
	read_twice(&o, values);
	want_int("each once", 3, o.unread.count);
	want_int("first", SOURCE_VMSTAT, o.unread.text[0].source);
	want_int("first", ENOENT, o.unread.text[0].error);
	want_int("empty", SOURCE_MEMINFO, o.unread.text[2].source);
	want_int("empty", ENODATA, o.unread.text[2].error);
	want_int("worst", SOURCE_MEMINFO, unread_worst(&o.unread, &error));
	want_int("worst", ENODATA, error);
}

/* v1's two numbers are read one after the other: usage may grow between the two reads. */
static void swap_on_v1_is_never_below_none(void **state)
{
	struct group group = {.version = 1};
	struct value values[METRICS_MAX] = {0};
	struct observer o;

	(void)state;
	static const char *const files[][2] = {{"memory.usage_in_bytes", "5000\n"},
					       {"memory.memsw.usage_in_bytes", "4096\n"}};

	for (size_t i = 0; i < COUNT(files); i++) {
		char path[PATH_MAX];

		format(path, sizeof(path), "%s/%s", scratch, files[i][0]);
		CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

		want_int(path, 5, write(fd, files[i][1], 5));
	}
	format(group.folder, sizeof(group.folder), "%s", scratch);
	want_int("open", 0, observer_open_group(&o, &group));
	read_twice(&o, values);
	want_value("swap", known(0), values[metric_find("cg_swap_current_bytes")]);
}

/* Where the limit of memory and swap is no larger, the kernel counts hits of the other one only. */
static void hits_that_v1_does_not_count_are_unknown(void **state)
{
	static const struct {
		const char *memsw;
		struct value hits;
	} rows[] = {
		{"33554432\n", {0, false}},
		{"16777216\n", {0, false}},
		{"33558528\n", {0, false}},
		{"37748736\n", {7, true}},
		{"9223372036854771712\n", {7, true}},
		{"", {7, true}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *const files[][2] = {{"memory.limit_in_bytes", "33554432\n"},
						{"memory.failcnt", "7\n"},
						{"memory.memsw.limit_in_bytes", rows[i].memsw}};
		struct group group = {.version = 1};
		struct value values[METRICS_MAX];
		struct observer o;

		for (size_t n = 0; n < COUNT(files); n++) {
			char path[PATH_MAX];
			const size_t len = strlen(files[n][1]);

			format(path, sizeof(path), "%s/%s", scratch, files[n][0]);
			CLEANUP_FD int fd =
				open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

			want_int(path, (int64_t)len, write(fd, files[n][1], len));
		}
		format(group.folder, sizeof(group.folder), "%s", scratch);
		want_int("open", 0, observer_open_group(&o, &group));
		read_twice(&o, values);
		want_value(rows[i].memsw, rows[i].hits, values[metric_find("cg_max_hits_total")]);
	}
}

static void what_cannot_be_opened_is_unknown_and_other_scopes_are_left(void **state)
{
	CLEANUP_TEXT struct text buffer = {0};
	const struct roots roots = roots_of("container");
	struct value values[METRICS_MAX];
	struct observer o;

	(void)state;
	for (size_t i = 0; i < METRICS_MAX; i++)
		values[i] = known(77);
	want_int("open", 0, observer_open_process(&o, &roots, 18));
	observer_read(&o, &buffer, values);
	observer_close(&o);
	want_value("another scope", known(77), values[metric_find("mem_free_kib")]);
	want_value("another scope", known(77), values[metric_find("cg_max_bytes")]);
	want_value("a text that is read", unknown, values[metric_find("vm_rss_kib")]);
	want_value("a text that is not there", unknown, values[metric_find("anonymous_kib")]);
}

static void nothing_to_read_is_an_error(void **state)
{
	const struct roots none = {"/nonexistent", "/nonexistent", ""}, v1 = roots_of("v1");
	struct group group = {.version = 2, .folder = "/nonexistent"};
	struct observer o;

	(void)state;
	want_int("system", -ENOENT, observer_open_system(&o, &none));
	want_int("process", -ENOENT, observer_open_process(&o, &v1, 99999));
	want_int("group", -ENOENT, observer_open_group(&o, &group));
	want_int("no texts", 0, o.count);
	observer_close(&o);
}

static void closing_closes_every_file(void **state)
{
	const struct roots roots = roots_of("v1");
	struct observer o;

	(void)state;
	const int before = dup(0);

	close(before);
	for (int i = 0; i < 3; i++) {
		want_int("open", 0, observer_open_process(&o, &roots, 4242));
		want_int("texts", 5, o.count);
		observer_close(&o);
		observer_close(&o);
	}
	const int after = dup(0);

	close(after);
	want_int("the lowest free descriptor", before, after);
}

static void a_sample_is_read_from_the_cheap_files(void **state)
{
	const struct roots roots = roots_of("v2");
	const int64_t page_kib = sysconf(_SC_PAGESIZE) / 1024;
	struct value values[SAMPLE_COLUMNS];
	struct sampler sampler;
	struct sample sample;
	struct group group;

	(void)state;
	want_int("group_find", 0, group_find(&roots, 4242, &group));
	want_int("sampler_open", 0, sampler_open(&sampler, &roots, 4242, &group, false));
	const bool told = sampler_read(&sampler, &sample);

	sampler_close(&sampler);
	want_true("there is something to tell", told);
	sample_values(&sample, values);
	want_value("vm_size_kib", known(26215 * page_kib), values[0]);
	want_value("vm_rss_kib", known(25975 * page_kib), values[1]);
	want_value("minflt_total", known(25755), values[2]);
	want_value("majflt_total", known(3), values[3]);
	want_value("cg_current_bytes", known(41943040), values[4]);
}

static void a_zombie_gives_no_sample(void **state)
{
	const struct roots roots = roots_of("container");
	struct sampler sampler;
	struct sample sample;

	(void)state;
	want_int("sampler_open", 0, sampler_open(&sampler, &roots, 18, NULL, false));
	const bool told = sampler_read(&sampler, &sample);

	sampler_close(&sampler);
	want_false("something to tell", told);
	want_int("no such process", -ENOENT, sampler_open(&sampler, &roots, 99999, NULL, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_process_is_read_on_every_kernel, "a process is read on every kernel"),
		TEST(a_zombie_keeps_its_counters_and_no_memory,
		     "a zombie keeps its counters and no memory"),
		TEST(the_system_is_read_on_every_kernel, "the system is read on every kernel"),
		TEST(a_group_is_read_on_v1_v2_and_in_a_container,
		     "a group is read on v1, on v2 and in a container"),
		TEST(what_cannot_be_read_is_named_with_why,
		     "what cannot be read is named, with why"),
		TEST(swap_on_v1_is_never_below_none, "swap on v1 is never below none"),
		TEST(hits_that_v1_does_not_count_are_unknown,
		     "hits that v1 does not count are unknown"),
		TEST(what_cannot_be_opened_is_unknown_and_other_scopes_are_left,
		     "what cannot be opened is unknown, and other scopes are left alone"),
		TEST(nothing_to_read_is_an_error, "nothing to read is an error"),
		TEST(closing_closes_every_file, "closing closes every file"),
		TEST(a_sample_is_read_from_the_cheap_files,
		     "a sample is read from the cheap files"),
		TEST(a_zombie_gives_no_sample, "a zombie gives no sample"),
	};

	return cmocka_run_group_tests_name("snapshot", tests, make_scratch, remove_scratch);
}
