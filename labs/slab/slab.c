/* SPDX-License-Identifier: MIT */
/* slab: small objects of one kind share a page that was cut into slots. The kernel's own do, too.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

enum { OBJECTS = 20000, SMALL = 16, NEAR = OBJECTS / 20 };

/* The course text's picture. The cache knows the free slots; a slab is a page, cut into slots. */
static struct slot {
	struct slot *next;
} * cache;

static void cut_slab(char *slab)
{
	for (size_t at = lab_page(); at >= SMALL; at -= SMALL) {
		struct slot *slot = (struct slot *)(slab + at - SMALL);

		slot->next = cache;
		cache = slot;
	}
}

/* Takes so many objects; one slab more whenever no slot is free. How many slabs that were. */
static int take(int objects, char *slabs)
{
	int cut = 0;

	for (int i = 0; i < objects; i++) {
		if (!cache)
			cut_slab(slabs + (size_t)cut++ * lab_page());
		struct slot *object = cache;
		cache = object->next;
		lab_fill(object, SMALL);
	}
	return cut;
}

/* The kernel's cache of mappings, in slabinfo(5). Only root may read it: else all of it is 0. */
static struct kind {
	long long objects, slots, per_slab, slab_pages;
} before;

static struct kind look(void)
{
	FILE *file = fopen("/proc/slabinfo", "re");
	struct kind kind = {0}, found = {0};
	char line[512], name[64];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %lld %lld %*d %lld %lld", name, &kind.objects, &kind.slots,
			   &kind.per_slab, &kind.slab_pages) == 5 &&
		    strcmp(name, "vm_area_struct") == 0)
			found = kind;
	if (file)
		fclose(file);
	return found;
}

/*
 * So many objects more, or less: to 5 %, since others make and remove them too, and each CPU keeps
 * some at hand. An object has 150 to 200 bytes; of the memory half is left to what others do.
 */
static void expect(int64_t change)
{
	if (look().per_slab)
		lab_expect("m:objects", change, NEAR);
	if (change > 0)
		lab_at_least_of("system", "s_unreclaim_kib", change * 80 / 1024);
	else
		lab_at_most_of("system", "s_unreclaim_kib", change * 80 / 1024);
	lab_expect("anonymous_kib", 0, 0);
}

static void measure(void)
{
	const struct kind now = look();
	const long long slabs = now.per_slab ? (now.slots - before.slots) / now.per_slab : 0;

	if (!now.per_slab)
		return;
	lab_measure("objects", (double)(now.objects - before.objects), "objects");
	lab_measure("slab_pages", (double)(slabs * now.slab_pages), "pages");
	lab_measure("objects_per_slab", (double)now.per_slab, "objects");
}

/* vm.max_map_count: how many mappings a process may have. */
static long most_mappings(void)
{
	FILE *file = fopen("/proc/sys/vm/max_map_count", "re");
	long most = 0;

	if (!file || fscanf(file, "%ld", &most) != 1)
		lab_skip("/proc/sys/vm/max_map_count cannot be read");
	fclose(file);
	return most;
}

/*
 * Every second page may be read, the others not: so each page is a mapping of its own, and for each
 * mapping the kernel makes an object. No page is touched.
 */
static void make_mappings(char *area)
{
	for (size_t i = 1; i < OBJECTS; i += 2)
		if (mprotect(area + i * lab_page(), lab_page(), PROT_READ) < 0)
			lab_skip("the kernel has no memory for more mappings");
}

/*
 * The kernel frees an object when no CPU can be reading it any more (RCU), and its page later
 * still: soon, but not at once.
 */
static void remove_mappings(char *area, size_t size)
{
	const int64_t most_kib = lab_look(0, "s_unreclaim_kib") - OBJECTS * 80 / 1024;
	const long long most = before.per_slab ? before.objects - OBJECTS + NEAR : 0;
	const double end = lab_seconds() + 5;

	munmap(area, size);
	while ((look().objects > most || lab_look(0, "s_unreclaim_kib") > most_kib) &&
	       lab_seconds() < end)
		;
}

int main(void)
{
	const size_t slots = lab_page() / SMALL, size = (OBJECTS + 1) * lab_page();
	const int64_t slabs = (OBJECTS + (int64_t)slots - 1) / (int64_t)slots;
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	char *slab = mmap(NULL, (size_t)slabs * lab_page(), PROT_READ | PROT_WRITE, flags, -1, 0);
	char *area = mmap(NULL, size, PROT_NONE, flags, -1, 0);

	if (slab == MAP_FAILED || area == MAP_FAILED)
		lab_skip("mmap refused");
	if (most_mappings() < OBJECTS + 1000)
		lab_skip("so many mappings are not allowed: raise /proc/sys/vm/max_map_count");

	lab_expect("minflt_total", slabs, 0);
	lab_expect("anonymous_kib", slabs * (int64_t)lab_page() / 1024, 0);
	lab_expect("m:slab_pages", slabs, 0);
	LAB_STEP ("pool") {
		lab_measure("slab_pages", take(OBJECTS, slab), "pages");
	}
	lab_measure("objects_per_slab", (double)slots, "objects");
	lab_look(0, "s_unreclaim_kib"); /* the memory that looking takes is taken now */

	expect(OBJECTS);
	LAB_STEP ("make") {
		before = look(); /* not earlier: a guess takes time, and others make objects too */
		make_mappings(area);
	}
	measure();

	expect(-OBJECTS);
	LAB_STEP ("remove") {
		before = look();
		remove_mappings(area, size);
	}
	measure();
	return 0;
}
