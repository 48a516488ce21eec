/* SPDX-License-Identifier: MIT */
/* frag-external: enough is free, but not in one piece. Without paging that is not enough. */
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

/*
 * Life before paging: one mapping stands for the RAM, and a program gets one contiguous part of it.
 * Programs are in order of place; behind those that run stands one without bytes: the RAM's end.
 */
static char *ram;
static struct program {
	size_t start, bytes;
} programs[6];
static int running;

/* Each page of a program has one, to its next page: by address, and by distance from its start. */
struct pointer {
	char *absolute;
	size_t relocatable;
};

static size_t gap_before(int i)
{
	return programs[i].start - (i ? programs[i - 1].start + programs[i - 1].bytes : 0);
}

/* First fit: the first gap that is large enough. Without one it is refused. */
static bool load(size_t bytes)
{
	int i = 0;

	while (gap_before(i) < bytes)
		if (i++ == running)
			return false;
	const size_t start = programs[i].start - gap_before(i);
	memmove(&programs[i + 1], &programs[i], (size_t)(++running - i) * sizeof(*programs));
	programs[i] = (struct program){start, bytes};
	for (size_t at = 0; at < bytes; at += lab_page()) {
		const size_t next = (at + lab_page()) % bytes;

		*(struct pointer *)(ram + start + at) = (struct pointer){ram + start + next, next};
	}
	return true;
}

static void unload(int i)
{
	memmove(&programs[i], &programs[i + 1], (size_t)(running-- - i) * sizeof(*programs));
}

/* Moves all programs to the start of the RAM, one right behind the other. */
static void compact(void)
{
	for (int i = 0; i < running; i++) {
		const size_t to = programs[i].start - gap_before(i);

		memmove(ram + to, ram + programs[i].start, programs[i].bytes);
		programs[i].start = to;
	}
}

/* Asks for room for one more, and says what was free before that. */
static void try_load(size_t bytes)
{
	size_t sum = 0, largest = 0;

	for (int i = 0; i <= running; i++) {
		sum += gap_before(i);
		largest = gap_before(i) > largest ? gap_before(i) : largest;
	}
	lab_measure("free_kib", (double)(sum / 1024), "KiB");
	lab_measure("largest_kib", (double)(largest / 1024), "KiB");
	lab_measure("loaded", load(bytes), "programs");
}

/* How many do not lead to the next page of their program; and how many lead into the newcomer. */
static void report_pointers(const struct program *newcomer)
{
	size_t absolute = 0, relocatable = 0, into_newcomer = 0;

	for (const struct program *it = programs; it < newcomer; it++) {
		for (size_t at = 0; at < it->bytes; at += lab_page()) {
			char *const start = ram + it->start, *const room = ram + newcomer->start;
			const struct pointer p = *(struct pointer *)(start + at);
			const char *next = start + (at + lab_page()) % it->bytes;

			absolute += p.absolute != next;
			relocatable += start + p.relocatable != next;
			into_newcomer += p.absolute >= room && p.absolute < room + newcomer->bytes;
		}
	}
	lab_measure("wrong_absolute", (double)absolute, "pointers");
	lab_measure("into_newcomer", (double)into_newcomer, "pointers");
	lab_measure("wrong_relocatable", (double)relocatable, "pointers");
}

/* Runs of neighbouring frames. Who is not root is told none: 0. */
static int64_t frame_runs(const char *start, size_t bytes)
{
	uint64_t frame, last = 0;
	int64_t runs = 0;

	for (size_t at = 0; at < bytes; at += lab_page(), last = frame) {
		frame = lab_entry(start + at).frame;
		runs += frame != 0 && frame != last + 1;
	}
	return runs;
}

static char *map(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	return at;
}

int main(int argc, char **argv)
{
	/* The text's holes of 50 MB are 5 units each; what comes, of 80 MB, is 8. */
	const size_t page = lab_page();
	const size_t unit = lab_size_of(argc, argv, 100 * LAB_MIB, 10 * page) / 10, want = 8 * unit;
	const int64_t unit_kib = (int64_t)unit / 1024, unit_pages = (int64_t)(unit / page);

	ram = map(13 * unit);
	lab_fill(ram, 13 * unit);
	programs[0].start = 13 * unit;

	lab_expect("m:free_kib", 10 * unit_kib, 0);
	lab_expect("m:largest_kib", 5 * unit_kib, 0);
	lab_expect("m:loaded", false, 0);
	LAB_STEP ("two-holes") {
		for (int i = 0; i < 5; i++)
			load(i % 2 ? 5 * unit : unit);
		unload(3);
		unload(1);
		try_load(want);
	}

	/* Three programs run. The first has nothing free before it, so the other two are moved. */
	lab_expect("m:largest_kib", 10 * unit_kib, 0);
	lab_expect("m:loaded", true, 0);
	lab_expect("m:wrong_absolute", 2 * unit_pages, 0);
	lab_expect("m:into_newcomer", unit_pages, 0);
	lab_expect("m:wrong_relocatable", 0, 0);
	LAB_STEP ("compact") {
		compact();
		try_load(want);
		report_pointers(&programs[3]);
	}
	munmap(ram, 13 * unit);
	char *paged = map(want);
	lab_region(paged, want);
	lab_expect("minflt_total", 8 * unit_pages, 0);
	lab_expect("anonymous_kib", 8 * unit_kib, 0);
	LAB_STEP ("paged") {
		/* A page gets its frame when it is touched: every other one first, then the rest.
		 */
		for (size_t first = 0; first < 2; first++)
			for (size_t at = first * page; at < want; at += 2 * page)
				lab_write_pages(paged + at, 1);
	}

	if (frame_runs(paged, page) == 0) {
		lab_skip_step("frames", "only root is told them; or type: make vm-frag-external");
		return 0;
	}
	lab_at_least("m:frame_runs", 2);
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("frames") {
		lab_measure("frame_runs", (double)frame_runs(paged, want), "runs");
	}
	return 0;
}
