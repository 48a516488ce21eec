/* SPDX-License-Identifier: MIT */
/* tlb: to find a frame costs next to nothing as long as the TLB still knows it. */
#include <stdlib.h>
#include <sys/mman.h>

#include "lab.h"

enum { LEAST_PAGES = 16, ACCESSES = 1 << 18, ROUNDS = 5, SIZES_MAX = 32, LINE = 64 };

static size_t next_random(size_t below)
{
	static uint64_t state = 88172645463325252u; /* xorshift64: the same order in each run */

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

/*
 * Where a page has its pointer: each in another cache line, or all of them would fight for the same
 * few places in the cache, and we would measure that.
 */
static void **pointer_in(char *memory, size_t page)
{
	const size_t lines = lab_page() / LINE;

	return (void **)(memory + page * lab_page() + page * 7 % lines * LINE);
}

/* Each page leads to another one, the last to the first: in the order of addresses, or in any. */
static void *make_chain(char *memory, size_t pages, bool random)
{
	size_t *order = malloc(pages * sizeof(*order));

	if (!order)
		lab_skip("malloc refused: ask for less, as in SIZE=10M");
	for (size_t i = 0; i < pages; i++)
		order[i] = i;
	for (size_t i = pages - 1; random && i > 0; i--) {
		const size_t other = next_random(i), mine = order[i];

		order[i] = order[other];
		order[other] = mine;
	}
	for (size_t i = 0; i < pages; i++)
		*pointer_in(memory, order[i]) = pointer_in(memory, order[(i + 1) % pages]);
	free(order);
	return pointer_in(memory, 0);
}

static int compare(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b) -
	       (*(const double *)a < *(const double *)b);
}

static double median(double of[ROUNDS])
{
	qsort(of, ROUNDS, sizeof(of[0]), compare);
	return of[ROUNDS / 2];
}

/* Each access needs the one before it. The median of some rounds, after one to get warm. */
static double chase(void *chain)
{
	double ns[ROUNDS] = {0};

	for (int round = -1; round < ROUNDS; round++) {
		const double start = lab_seconds();

		for (int i = 0; i < ACCESSES; i++)
			chain = *(void *volatile *)chain;
		if (round >= 0)
			ns[round] = (lab_seconds() - start) * 1e9 / (double)ACCESSES;
	}
	return median(ns);
}

/*
 * In turn, so that whatever else this machine does falls on both. An emulated TLB takes a while to
 * grow to what is asked of it: what comes before that is not counted.
 */
static double random_by_sequential(char *memory, size_t pages)
{
	const double grown = lab_seconds() + 0.5;
	double ratio[ROUNDS];

	while (lab_seconds() < grown)
		chase(make_chain(memory, pages, true));
	for (int i = 0; i < ROUNDS; i++) {
		const double random = chase(make_chain(memory, pages, true));

		ratio[i] = random / chase(make_chain(memory, pages, false));
	}
	return median(ratio);
}

struct curve {
	int points; /* the first at LEAST_PAGES, each next one at twice as many */
	double ns[SIZES_MAX];
};

static struct curve measure_curve(char *memory, size_t size, bool random)
{
	struct curve c = {0};

	for (size_t pages = LEAST_PAGES; pages <= size / lab_page(); pages *= 2) {
		c.ns[c.points] = chase(make_chain(memory, pages, random));
		lab_measure_at("ns_per_access", (double)pages, c.ns[c.points++], "ns");
	}
	return c;
}

/* Few pages, and all of them. */
static double least(struct curve c)
{
	return c.ns[0];
}
static double most(struct curve c)
{
	return c.ns[c.points - 1];
}

/* Up to so many pages an access costs about what it costs with few. */
static double first_step_pages(struct curve c)
{
	int i = 1;

	while (i < c.points && c.ns[i] < least(c) * 3 / 2)
		i++;
	return (double)((size_t)LEAST_PAGES << (i - 1));
}

/* From so many pages on small pages are dearer than huge ones by a tenth; 0: never. */
static double apart_pages(struct curve small, struct curve huge)
{
	int i = small.points;

	while (i > 0 && small.ns[i - 1] > huge.ns[i - 1] * 1.1)
		i--;
	return i < small.points ? (double)((size_t)LEAST_PAGES << i) : 0;
}

static char *reserve(size_t size, size_t align, int advice)
{
	const int how = MAP_PRIVATE | MAP_ANONYMOUS;
	char *all = mmap(NULL, size + align, PROT_READ | PROT_WRITE, how, -1, 0);

	if (all == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	char *memory = all + align - (uintptr_t)all % align;
	madvise(memory, size, advice);
	lab_write_pages(memory, size);
	return memory;
}

int main(int argc, char **argv)
{
	const char *why_not;
	const size_t size = lab_size(argc, argv, 64 * LAB_MIB), huge = lab_huge_page(&why_not);
	char *memory = reserve(size, lab_page(), MADV_NOHUGEPAGE);
	struct curve any_order = {0}, of_huge = {0};

	/* Only the order of the times is theory; how much is a fact of this machine. */
	lab_at_least("m:slower_permille", 1000);
	lab_expect("majflt_total", 0, 0);
	LAB_STEP ("random") {
		any_order = measure_curve(memory, size, true);
		lab_measure("slower_permille", 1000 * most(any_order) / least(any_order),
			    "permille");
		lab_measure("first_step_pages", first_step_pages(any_order), "pages");
	}

	lab_at_least("m:random_permille", 1000);
	lab_expect("majflt_total", 0, 0);
	LAB_STEP ("sequential") {
		measure_curve(memory, size, false);
		lab_measure("random_permille",
			    1000 * random_by_sequential(memory, size / lab_page()), "permille");
	}
	munmap(memory, size);

	/* The same cache lines, and hardly any entries of the TLB: what is left is the cache's. */
	if (why_not) {
		lab_skip_step("random-huge", why_not);
		return 0;
	}
	memory = reserve(size, huge, MADV_HUGEPAGE);
	lab_expect("majflt_total", 0, 0);
	LAB_STEP ("random-huge") {
		of_huge = measure_curve(memory, size, true);
		lab_measure("small_permille", 1000 * most(any_order) / most(of_huge), "permille");
		lab_measure("apart_pages", apart_pages(any_order, of_huge), "pages");
	}
	return 0;
}
