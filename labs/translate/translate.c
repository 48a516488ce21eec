/* SPDX-License-Identifier: MIT */
/* translate: a virtual address is a page number and an offset; tables lead from page to frame. */
#include <stdio.h>
#include <sys/mman.h>

#include "lab.h"

enum { OFFSET = 0x234 }; /* as in the course text's example */

/* A number of one of the addresses, as "heap_page". An "address" is shown as 0x… */
static void tell(const char *whose, const char *part, uint64_t n, const char *unit)
{
	char name[48];

	snprintf(name, sizeof(name), "%s_%s", whose, part);
	lab_measure(name, (double)n, unit);
}

/*
 * A table is a page of entries of 8 bytes, so at each level the index has as many bits as it takes
 * to count them: so it is on x86-64, arm64 and riscv64, for any number of levels. A huge page is
 * an entry of level 2. Told are as many indexes as this address needs.
 */
static void walk(const char *whose, uint64_t address, uint64_t page)
{
	const uint64_t entries = lab_page() / 8;
	uint64_t rest = address / page, reach = page, again = address % page;
	int level = page == lab_page() ? 0 : 1;
	char part[24];

	do {
		snprintf(part, sizeof(part), "index_%d", ++level);
		tell(whose, part, rest % entries, "entry");
		again += rest % entries * reach; /* an entry of this level reaches so far */
		reach *= entries;
	} while ((rest /= entries) > 0);
	tell(whose, "again", again, "address");
}

static int levels_of(const volatile void *pointer)
{
	int levels = 0;

	for (uint64_t rest = (uintptr_t)pointer / lab_page(); rest; rest /= lab_page() / 8)
		levels++;
	return levels;
}

static void take_apart(const char *whose, const volatile void *pointer, uint64_t page)
{
	const uint64_t address = (uintptr_t)pointer;
	const struct lab_entry entry = lab_entry(pointer);

	tell(whose, "address", address, "address");
	tell(whose, "page", address / page, "address");
	tell(whose, "offset", address % page, "address");
	tell(whose, "present", entry.present, "bit");
	if (entry.frame) {
		tell(whose, "frame", entry.frame, "address");
		tell(whose, "physical", entry.frame * lab_page() + address % lab_page(), "address");
	}
	walk(whose, address, page);
}

static char *map(void *near, size_t size)
{
	char *memory = mmap(near, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		lab_skip("mmap refused");
	lab_region(memory, size);
	return memory;
}

static void touch_huge_page(void)
{
	const char *why_not;
	const size_t huge = lab_huge_page(&why_not);

	if (why_not) {
		lab_skip_step("touch-huge", why_not);
		return;
	}
	char *all = map(NULL, 2 * huge), *page = all + huge - (uintptr_t)all % huge;
	volatile char *const inside = page + huge / 2 + OFFSET;

	madvise(all, 2 * huge, MADV_HUGEPAGE);
	lab_expect("minflt_total", 1, 0);
	lab_expect("anon_huge_pages_kib", (int64_t)huge / 1024, 0);
	lab_expect("m:huge_offset", (int64_t)huge / 2 + OFFSET, 0);
	lab_expect("m:huge_again", (int64_t)(uintptr_t)inside, 0);
	LAB_STEP ("touch-huge") {
		*inside = 1;
		take_apart("huge", inside, huge);
		lab_measure("huge_page_kib", (double)huge / 1024, "KiB");
	}
}

int main(void)
{
	const uint64_t page = lab_page();
	volatile char stack = 1, *const heap = map(NULL, page) + OFFSET;
	/* Far up, where only a fifth level leads; a kernel with four gives an address below. */
	const char *far = map((void *)(sizeof(void *) < 8 ? 0 : (uintptr_t)1 << 48), page);
	const int levels = levels_of(far > &stack ? far : &stack);

#if !defined(__x86_64__) && !defined(__aarch64__) && !defined(__riscv)
	lab_skip("this machine's page tables have a shape that this lab does not know");
#endif
	take_apart("warm", &stack, page);

	lab_expect("minflt_total", 0, 0);
	lab_expect("m:stack_present", 1, 0);
	lab_expect("m:stack_again", (int64_t)(uintptr_t)&stack, 0);
	lab_expect("m:heap_present", 0, 0);
	lab_expect("m:heap_again", (int64_t)(uintptr_t)heap, 0);
	LAB_STEP ("before-touch") {
		take_apart("stack", &stack, page);
		take_apart("heap", heap, page);
		lab_measure("levels", levels, "levels");
	}

	lab_expect("minflt_total", 1, 0);
	lab_expect("m:heap_present", 1, 0);
	lab_expect("m:heap_offset", OFFSET, 0);
	lab_expect("m:heap_again", (int64_t)(uintptr_t)heap, 0);
	LAB_STEP ("touch") {
		*heap = 1;
		take_apart("heap", heap, page);
	}

	touch_huge_page();
	return 0;
}
