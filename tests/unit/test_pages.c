/* SPDX-License-Identifier: MIT */
/* pages: the state of pages, from recorded entries and from our own memory. */
#include "unit.h"

#include <sys/mman.h>

#include "kernel/pages.h"

#define BIT(n) ((uint64_t)1 << (n))

static void an_entry_of_pagemap_tells_a_state(void **state)
{
	static const struct {
		const char *row;
		uint64_t entry;
		const char *wanted;
	} rows[] = {
		{"nothing", 0, "absent"},
		{"present", BIT(63), "present"},
		{"present, with a frame", BIT(63) | 0x1234, "present"},
		{"present, soft dirty, exclusive", BIT(63) | BIT(56) | BIT(55), "present"},
		{"a file's", BIT(63) | BIT(61), "file"},
		{"swapped", BIT(62) | 0x55, "swapped"},
		{"swapped, shared", BIT(62) | BIT(61), "swapped"},
		{"a file's flag, but not there", BIT(61), "absent"},
		{"soft dirty alone", BIT(55), "absent"},
		{"write-protected by userfaultfd, not there", BIT(57), "absent"},
		{"a frame alone", 0x1234, "absent"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		want_text(rows[i].row, rows[i].wanted, pagemap_state(rows[i].entry));
}

struct taken {
	struct page_run run[16];
	size_t count;
	int answer;
};

static int take(void *self, const struct page_run *run)
{
	struct taken *t = self;

	if (t->count < COUNT(t->run))
		t->run[t->count] = *run;
	t->count++;
	return t->answer;
}

/* Twelve pages of ours: p p . . z . p . . . . p (present, zero, absent); kept from huge pages. */
static char *map_pages(size_t page)
{
	char *at =
		mmap(NULL, 12 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	static const int written[] = {0, 1, 6, 11};

	assert_true(at != MAP_FAILED);
	madvise(at, 12 * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < COUNT(written); i++)
		*(volatile char *)(at + (size_t)written[i] * page) = 1;
	(void)*(volatile char *)(at + 4 * page);
	return at;
}

static void our_own_pages_come_as_runs_in_order(void **state)
{
	static const struct {
		uint64_t first, pages;
		const char *wanted;
	} rows[] = {
		{0, 2, "present"}, {2, 2, "absent"}, {4, 1, "zero"},	 {5, 1, "absent"},
		{6, 1, "present"}, {7, 4, "absent"}, {11, 1, "present"},
	};
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = map_pages(page);
	const uint64_t start = (uint64_t)(uintptr_t)at;
	struct taken t = {.count = 0};

	(void)state;
	const int error = pages_scan(&system_roots, getpid(), start, start + 12 * page, take, &t);

	munmap(at, 12 * page);
	want_int("pages_scan", 0, error);
	want_int("runs", COUNT(rows), t.count);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char row[32];

		snprintf(row, sizeof(row), "run %zu", i);
		want_int(row, (int64_t)(start + rows[i].first * page), (int64_t)t.run[i].start);
		want_int(row, (int64_t)rows[i].pages, (int64_t)t.run[i].pages);
		/* before Linux 6.7 the zero page is a page like any other */
		if (i != 2 || strcmp(t.run[i].state, "present") != 0)
			want_text(row, rows[i].wanted, t.run[i].state);
	}
}

static void a_range_is_widened_to_whole_pages(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = map_pages(page);
	const uint64_t start = (uint64_t)(uintptr_t)at;
	struct taken t = {.count = 0};

	(void)state;
	const int error = pages_scan(&system_roots, getpid(), start + page + 1,
				     start + 2 * page + 1, take, &t);

	munmap(at, 12 * page);
	want_int("pages_scan", 0, error);
	want_int("runs", 2, t.count);
	want_int("start", (int64_t)(start + page), (int64_t)t.run[0].start);
	want_int("pages", 1, (int64_t)t.run[0].pages);
	want_text("state", "present", t.run[0].state);
	want_int("pages", 1, (int64_t)t.run[1].pages);
	want_text("state", "absent", t.run[1].state);
}

static void every_page_is_told_once_in_a_region_of_many_runs(void **state)
{
	enum { PAGES = 4096 };
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			0);
	struct taken t = {.count = 0};

	(void)state;
	assert_true(at != MAP_FAILED);
	madvise(at, PAGES * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < PAGES; i += 2)
		*(volatile char *)(at + i * page) = 1;
	const uint64_t start = (uint64_t)(uintptr_t)at;
	const int error =
		pages_scan(&system_roots, getpid(), start, start + PAGES * page, take, &t);

	munmap(at, PAGES * page);
	want_int("pages_scan", 0, error);
	want_int("runs", PAGES, t.count);
}

static void an_empty_range_has_no_runs(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = map_pages(page);
	const uint64_t start = (uint64_t)(uintptr_t)at;
	struct taken t = {.count = 0};

	(void)state;
	const int error = pages_scan(&system_roots, getpid(), start, start, take, &t);

	munmap(at, 12 * page);
	want_int("pages_scan", 0, error);
	want_int("runs", 0, t.count);
}

static void the_first_error_of_take_ends_the_scan(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = map_pages(page);
	const uint64_t start = (uint64_t)(uintptr_t)at;
	struct taken t = {.answer = -ECANCELED};

	(void)state;
	const int error = pages_scan(&system_roots, getpid(), start, start + 12 * page, take, &t);

	munmap(at, 12 * page);
	want_int("pages_scan", -ECANCELED, error);
	want_int("runs", 1, t.count);
}

static void a_process_that_is_not_there_is_an_error(void **state)
{
	const struct roots none = {"/nonexistent", "/nonexistent", ""};
	struct taken t = {.count = 0};
	char out[64];

	(void)state;
	want_int("pages_scan", -ENOENT, pages_scan(&none, 1, 0, 4096, take, &t));
	want_false("pages_mapping", pages_mapping(&none, 1, 0, out, sizeof(out)));
}

/* Entries as a kernel before 6.7 gives them: a plain file knows no PAGEMAP_SCAN. */
static void recorded_entries_come_as_runs(void **state)
{
	static const uint64_t entries[] = {BIT(63),	      BIT(63) | 1, 0,	    0,
					   BIT(63) | BIT(61), BIT(62),	   BIT(62), 0};
	static const struct {
		uint64_t first, pages;
		const char *wanted;
	} rows[] = {
		{0, 2, "present"}, {2, 2, "absent"}, {4, 1, "file"},
		{5, 2, "swapped"}, {7, 1, "absent"},
	};
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const struct roots roots = {scratch, "", ""};
	struct taken t = {.count = 0};
	char path[PATH_MAX];

	(void)state;
	format(path, sizeof(path), "%s/7", scratch);
	want_int("mkdir", 0, mkdir(path, 0777));
	format(path, sizeof(path), "%s/7/pagemap", scratch);
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	want_int("write", sizeof(entries), write(fd, entries, sizeof(entries)));
	want_int("pages_scan", 0, pages_scan(&roots, 7, 0, 8 * page, take, &t));
	want_int("runs", COUNT(rows), t.count);
	for (size_t i = 0; i < COUNT(rows); i++) {
		want_int("start", (int64_t)(rows[i].first * page), (int64_t)t.run[i].start);
		want_int("pages", (int64_t)rows[i].pages, (int64_t)t.run[i].pages);
		want_text("state", rows[i].wanted, t.run[i].state);
	}
	/* An address behind the last entry: what is known is told, and no more. */
	t = (struct taken){.count = 0};
	want_int("pages_scan", 0, pages_scan(&roots, 7, 6 * page, 100 * page, take, &t));
	want_int("runs", 2, t.count);
}

static void a_mapping_is_shown_as_pmap_shows_it(void **state)
{
	static const struct {
		uint64_t address;
		const char *wanted;
	} rows[] = {
		{0x7f2a10000000, "102404K rw---"},
		{0x7f2a12345678, "102404K rw---"},
		{0x7f2a16400fff, "102404K rw---"},
		{0x7f2a16401000, NULL},
		{0x7f2a0fffffff, NULL},
		{0x55d0c8a01000, "12K r-x--"},
		{0x55d0c8a00000, "4K r----"},
		{0x7f2a20000000, "64K rw-s-"},
		{0x7ffd5e9f1fff, "132K rw---"},
		{0, NULL},
		{UINT64_MAX, NULL},
	};
	char proc[PATH_MAX];
	const struct roots roots = {fixture("v1/proc", proc), "", ""};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[64] = "none", row[32];

		snprintf(row, sizeof(row), "%llx", (unsigned long long)rows[i].address);
		want_int(row, rows[i].wanted != NULL,
			 pages_mapping(&roots, 4242, rows[i].address, out, sizeof(out)));
		want_text(row, rows[i].wanted ? rows[i].wanted : "none", out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_entry_of_pagemap_tells_a_state, "an entry of pagemap tells a state"),
		TEST(our_own_pages_come_as_runs_in_order, "our own pages come as runs, in order"),
		TEST(a_range_is_widened_to_whole_pages, "a range is widened to whole pages"),
		TEST(every_page_is_told_once_in_a_region_of_many_runs,
		     "every page is told once in a region of many runs"),
		TEST(an_empty_range_has_no_runs, "an empty range has no runs"),
		TEST(the_first_error_of_take_ends_the_scan,
		     "the first error of take ends the scan"),
		TEST(a_process_that_is_not_there_is_an_error,
		     "a process that is not there is an error"),
		TEST(recorded_entries_come_as_runs, "recorded entries come as runs"),
		TEST(a_mapping_is_shown_as_pmap_shows_it, "a mapping is shown as pmap shows it"),
	};

	return cmocka_run_group_tests_name("pages", tests, make_scratch, remove_scratch);
}
