/* SPDX-License-Identifier: MIT */
/* frag-internal: an object of 3.3 KB wastes what is left of its slot, and paging does not help. */
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

enum { OBJECT = 33 * 1024 / 10 };

/* A pool cuts each block into slots of one size; an object gets a slot. */
static struct pool {
	size_t block, slot;
	int64_t before_kib;
} pool;

static size_t rounded_up(size_t bytes, size_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* Where object i begins. */
static size_t place(size_t i)
{
	const size_t slots = pool.block / pool.slot;

	return i / slots * pool.block + i % slots * pool.slot;
}

/* How many pages so many objects lie on. A page with two of them counts once. */
static int64_t pages_of(size_t objects)
{
	size_t pages = 0, next = 0; /* the first page that is not counted yet */

	for (size_t i = 0; i < objects; i++) {
		const size_t first = place(i) / lab_page();
		const size_t end = (place(i) + OBJECT - 1) / lab_page() + 1;

		pages += end - (first > next ? first : next);
		next = end;
	}
	return (int64_t)pages;
}

/* Addresses for a pool of so many objects, and what theory says of it. */
static char *make_pool(size_t block, size_t slot, size_t objects)
{
	pool = (struct pool){block, slot, lab_look(getpid(), "anonymous_kib")};
	const size_t size = place(objects - 1) + block;
	const int64_t pages = pages_of(objects), bytes = pages * (int64_t)lab_page();
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	lab_region(memory, size);
	lab_expect("minflt_total", pages, 0);
	lab_expect("anonymous_kib", bytes / 1024, 0);
	lab_expect("m:lost_bytes", bytes / (int64_t)objects - OBJECT, 1);
	return memory;
}

static void fill(char *memory, size_t objects)
{
	for (size_t i = 0; i < objects; i++)
		lab_fill(memory + place(i), OBJECT);
}

/* How much more of real memory an object took than it has bytes. */
static void measure(size_t objects)
{
	const int64_t taken_kib = lab_look(getpid(), "anonymous_kib") - pool.before_kib;
	const double taken = (double)taken_kib * 1024, wanted = (double)(objects * OBJECT);

	lab_measure("lost_bytes", (taken - wanted) / (double)objects, "bytes");
	lab_measure("lost_percent", 100 * (taken - wanted) / taken, "percent");
}

int main(int argc, char **argv)
{
	const size_t objects = lab_size(argc, argv, 32 * LAB_MIB) / OBJECT;
	const size_t page_each = rounded_up(OBJECT, lab_page());
	size_t power = 1024;

	lab_look(getpid(), "anonymous_kib"); /* the memory that looking takes is taken now */
	char *memory = make_pool(page_each, page_each, objects);
	LAB_STEP ("page-each") {
		fill(memory, objects);
	}
	measure(objects);

	/* Slots of 1, 2, 4, 8… KB: the smallest into which it fits. */
	while (power < OBJECT)
		power *= 2;
	memory = make_pool(power, power, objects);
	LAB_STEP ("two-sizes") {
		fill(memory, objects);
	}
	measure(objects);

	/* A slot of its own size, but for what a pointer needs: nine in 32 KB. */
	memory = make_pool(rounded_up(32 * 1024, lab_page()), rounded_up(OBJECT, sizeof(void *)),
			   objects);
	LAB_STEP ("exact-pool") {
		fill(memory, objects);
	}
	measure(objects);
	return 0;
}
