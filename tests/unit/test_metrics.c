/* SPDX-License-Identifier: MIT */
/* metrics: the table keeps the promises that its columns' names make. */
#include "unit.h"

#include "kernel/metrics.h"
#include "kernel/snapshot.h"
#include "lab/protocol.h"

static bool ends_with(const char *name, const char *ending)
{
	const size_t n = strlen(name), e = strlen(ending);

	return n > e && strcmp(name + n - e, ending) == 0;
}

static void the_table_fits_its_bounds(void **state)
{
	(void)state;
	want_true("metrics", metric_count > 0);
	want_true("METRICS_MAX", metric_count <= METRICS_MAX);
	/* struct learned keeps a metric's index in a byte */
	want_true("METRICS_MAX", METRICS_MAX <= UCHAR_MAX + 1);
}

static void every_column_is_unique_and_found_by_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++)
		want_int(metrics[i].column, i, metric_find(metrics[i].column));
	want_int("no such column", -1, metric_find("vm_rss"));
	want_int("no such column", -1, metric_find(""));
	want_int("no such column", -1, metric_find("VM_RSS_KIB"));
}

static void every_name_is_plain_ascii_and_fits_a_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++) {
		const char *name = metrics[i].column;

		want_int(name, strlen(name), strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"));
		want_true(name, name[0] >= 'a' && name[0] <= 'z');
		want_true(name, strlen(name) < WIRE_NAME);
	}
}

static void every_name_ends_in_its_unit(void **state)
{
	static const char *const endings[] = {"_kib", "_bytes", "_total", "_pages"};

	(void)state;
	for (size_t i = 0; i < metric_count; i++) {
		const char *name = metrics[i].column;
		bool has_unit =
			strcmp(name, "oom_score") == 0 || strcmp(name, "oom_score_adj") == 0;

		for (size_t e = 0; e < COUNT(endings); e++)
			has_unit |= ends_with(name, endings[e]);
		want_true(name, has_unit);
	}
}

static void units_are_read_from_the_name(void **state)
{
	static const struct {
		const char *column, *unit;
	} rows[] = {
		{"vm_rss_kib", "KiB"},
		{"cg_max_bytes", "bytes"},
		{"minflt_total", "count"},
		{"psi_mem_some_us_total", "us"},
		{"huge_pages_total_pages", "pages"},
		{"oom_score_adj", "count"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_text(rows[i].column, rows[i].unit,
			  metric_unit(&metrics[metric_find(rows[i].column)]));
}

static void counters_and_only_they_end_in_total(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++)
		want_int(metrics[i].column, ends_with(metrics[i].column, "_total"),
			 (metrics[i].flags & METRIC_COUNTER) != 0);
}

static void only_columns_of_a_process_are_its_own(void **state)
{
	size_t own = 0;

	(void)state;
	for (size_t i = 0; i < metric_count; i++) {
		const bool is_own = (metrics[i].flags & METRIC_OWN) != 0;

		if (is_own)
			want_int(metrics[i].column, SCOPE_PROCESS, metric_scope(&metrics[i]));
		own += is_own;
	}
	want_int("metric_own_count()", own, metric_own_count());
}

static void shared_columns_are_not_marked_as_own(void **state)
{
	static const char *const shared[] = {"pss_kib", "oom_score", "mem_free_kib",
					     "cg_current_bytes", "sys_pgfault_total"};

	(void)state;
	for (size_t i = 0; i < COUNT(shared); i++)
		want_int(shared[i], 0, metrics[metric_find(shared[i])].flags & METRIC_OWN);
}

static void only_sizes_in_kib_are_whole_pages(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++)
		if (metrics[i].flags & METRIC_PAGES)
			want_true(metrics[i].column, ends_with(metrics[i].column, "_kib"));
}

static void every_fixed_name_exists(void **state)
{
	static const char *const fixed[] = {
		"vm_peak_kib vm_size_kib vm_lck_kib vm_pin_kib vm_hwm_kib vm_rss_kib rss_anon_kib",
		"rss_file_kib rss_shmem_kib vm_data_kib vm_stk_kib vm_exe_kib vm_lib_kib "
		"vm_pte_kib",
		"vm_swap_kib minflt_total majflt_total pss_kib anonymous_kib anon_huge_pages_kib",
		"lazy_free_kib swap_kib oom_score oom_score_adj mem_free_kib mem_available_kib",
		"buffers_kib cached_kib dirty_kib writeback_kib shmem_kib slab_kib "
		"s_reclaimable_kib",
		"page_tables_kib committed_as_kib swap_free_kib sys_pgfault_total",
		"sys_pgmajfault_total sys_pswpin_total sys_pswpout_total sys_oom_kill_total",
		"psi_mem_some_us_total psi_mem_full_us_total cg_psi_mem_some_us_total",
		"cg_psi_mem_full_us_total cg_current_bytes cg_peak_bytes cg_max_bytes",
		"cg_swap_current_bytes cg_anon_bytes cg_file_bytes cg_kernel_bytes cg_oom_total",
		"cg_oom_kill_total cg_max_hits_total",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(fixed); i++) {
		char names[256], *save, *name;

		snprintf(names, sizeof(names), "%s", fixed[i]);
		for (name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save))
			want_true(name, metric_find(name) >= 0);
	}
}

/* True when some metric of the system is the line "KEY: …" of meminfo. */
static bool has_meminfo(const char *key)
{
	for (size_t i = 0; i < metric_count; i++)
		if (metrics[i].at.source == SOURCE_MEMINFO && strcmp(metrics[i].at.key, key) == 0)
			return true;
	return false;
}

/* DirectMap… exists on x86 alone and is about the kernel's own map. */
static void every_line_of_meminfo_has_a_column(void **state)
{
	static const char *const texts[] = {"container/proc/meminfo", "v2/proc/meminfo",
					    "v1/proc/meminfo"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		CLEANUP_TEXT struct text text = {0};
		char path[PATH_MAX], *save, *line;

		fixture(texts[i], path);
		want_int(path, 0, text_read(&text, path));
		for (line = strtok_r(text.data, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save)) {
			char what[128];

			line[strcspn(line, ":")] = '\0';
			snprintf(what, sizeof(what), "%s of %s", line, texts[i]);
			if (strncmp(line, "DirectMap", 9) != 0)
				want_true(what, has_meminfo(line));
		}
	}
}

static void every_place_is_one_that_its_source_can_have(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++) {
		const struct place *places[] = {&metrics[i].at, &metrics[i].at_v1};

		want_true(metrics[i].column, places[0]->source != SOURCE_NONE);
		for (size_t p = 0; p < COUNT(places); p++) {
			const struct source_info *info = &sources[places[p]->source];

			if (places[p]->source == SOURCE_NONE)
				continue;
			want_int(metrics[i].column, sources[metrics[i].at.source].scope,
				 info->scope);
			want_int(metrics[i].column,
				 info->format == FORMAT_KEYED || info->format == FORMAT_PRESSURE,
				 places[p]->key != NULL);
			want_int(metrics[i].column, info->format == FORMAT_FIELDS,
				 places[p]->field > 0);
		}
	}
}

/* Two columns in one place would be one number under two names. */
static void no_two_columns_stand_in_one_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct place *a = &metrics[i].at, *b = &metrics[k].at;
			const bool same = a->source == b->source && a->field == b->field &&
					  ((!a->key && !b->key) ||
					   (a->key && b->key && strcmp(a->key, b->key) == 0));

			want_false(metrics[i].column, same);
		}
}

static void every_column_has_a_meaning_and_a_name_for_the_screen(void **state)
{
	(void)state;
	for (size_t i = 0; i < metric_count; i++) {
		want_true(metrics[i].column, metrics[i].meaning && metrics[i].meaning[0]);
		want_true(metrics[i].column, metrics[i].shown && metrics[i].shown[0]);
	}
}

/* An observer has room for the texts of any scope on either version of cgroups. */
static void an_observer_has_room_for_the_texts_of_each_scope(void **state)
{
	(void)state;
	for (enum scope scope = SCOPE_PROCESS; scope <= SCOPE_GROUP; scope++)
		for (int version = 0; version <= 2; version++) {
			size_t texts = 0;

			for (enum source s = SOURCE_NONE + 1; s < SOURCES; s++)
				texts += sources[s].scope == scope &&
					 sources[s].cgroup_version == version;
			want_true("texts of one scope", texts <= OBSERVER_TEXTS);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_table_fits_its_bounds, "the table fits its bounds"),
		TEST(every_column_is_unique_and_found_by_its_name,
		     "every column is unique and found by its name"),
		TEST(every_name_is_plain_ascii_and_fits_a_message,
		     "every name is plain ASCII and fits a message"),
		TEST(every_name_ends_in_its_unit, "every name ends in its unit"),
		TEST(units_are_read_from_the_name, "units are read from the name"),
		TEST(counters_and_only_they_end_in_total, "counters, and only they, end in _total"),
		TEST(only_columns_of_a_process_are_its_own,
		     "only columns of a process are its own"),
		TEST(shared_columns_are_not_marked_as_own,
		     "columns that others move are not marked as own"),
		TEST(only_sizes_in_kib_are_whole_pages, "only sizes in KiB are whole pages"),
		TEST(every_fixed_name_exists, "every fixed name exists"),
		TEST(every_line_of_meminfo_has_a_column, "every line of meminfo has a column"),
		TEST(every_place_is_one_that_its_source_can_have,
		     "every place is one that its source can have"),
		TEST(no_two_columns_stand_in_one_place, "no two columns stand in one place"),
		TEST(every_column_has_a_meaning_and_a_name_for_the_screen,
		     "every column has a meaning and a name for the screen"),
		TEST(an_observer_has_room_for_the_texts_of_each_scope,
		     "an observer has room for the texts of each scope"),
	};

	return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
