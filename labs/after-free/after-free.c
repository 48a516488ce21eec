/* SPDX-License-Identifier: MIT */
/* after-free: free() gives memory back to malloc. Whether the kernel gets it, its place decides. */
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

#ifndef __GLIBC__
#define malloc_trim(pad) lab_skip("this lab is about glibc's malloc; this system has another one")
#endif

static void *filled(size_t bytes)
{
	void *memory = malloc(bytes);

	if (memory)
		lab_fill(memory, bytes);
	else
		lab_skip("malloc refused: ask for less, as in SIZE=10M");
	return memory;
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 64 * LAB_MIB), page = lab_page();
	const size_t small = page - sizeof(size_t); /* with malloc's note, a page; but across two */
	const int64_t size_kib = (int64_t)size / 1024, page_kib = (int64_t)page / 1024;
	const int64_t pages = (int64_t)(size / page), pad_kib = 128; /* M_TOP_PAD of mallopt(3) */
	char **block = filled((size_t)pages * sizeof(block[0])), *large = NULL;

	malloc_trim(0);
	for (int i = 0; i < 16; i++) /* what is free in the heap already would be used first */
		block[0] = filled(small);
	char *end = sbrk(0);

	lab_expect("anonymous_kib", size_kib, 0);
	lab_expect("minflt_total", pages, 0);
	lab_expect_same("m:brk_kib", "vm_size_kib");
	LAB_STEP ("fill") {
		for (int64_t i = 0; i < pages; i++)
			block[i] = filled(small);
		lab_measure("brk_kib", (double)((char *)sbrk(0) - end) / 1024, "KiB");
	}
	lab_region(block[0], size);

	/* Each hole lies across two pages, and in both of them something is still in use. */
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("vm_size_kib", 0, pad_kib + page_kib); /* only what was spare at the end */
	LAB_STEP ("free-odd") {
		for (int64_t i = 1; i < pages - 1; i += 2)
			free(block[i]);
		malloc_trim(0);
	}

	/* One hole now, of nearly all. But the end of the heap is in use, so it stays there. */
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("vm_size_kib", 0, 0);
	LAB_STEP ("free-most") {
		for (int64_t i = 0; i < pages - 1; i += 2)
			free(block[i]);
	}

	/* All but the block in use, and the pages in which the hole begins (1, or 2) and ends. */
	lab_expect("anonymous_kib", -size_kib + 2 * page_kib, page_kib);
	lab_expect("vm_size_kib", 0, 0);
	LAB_STEP ("trim") {
		malloc_trim(0);
	}

	/* The pages in which that block lay; in one of them malloc may still have a note. */
	lab_expect("anonymous_kib", -2 * page_kib, page_kib);
	lab_expect("vm_size_kib", -size_kib + pad_kib, 0);
	LAB_STEP ("free-last") {
		free(block[pages - 1]);
	}

	/* From 128 KiB on: a mapping of its own. malloc's note takes one page more. */
	end = sbrk(0);
	lab_expect("anonymous_kib", size_kib + page_kib, 0);
	lab_expect("vm_size_kib", size_kib + page_kib, 0);
	lab_expect("m:brk_kib", 0, 0);
	LAB_STEP ("large") {
		large = filled(size);
		lab_measure("brk_kib", (double)((char *)sbrk(0) - end) / 1024, "KiB");
	}
	char *const whole = (char *)(((uintptr_t)large / page + 1) * page); /* its whole pages */
	lab_region(whole, size);

	lab_expect("anonymous_kib", -size_kib, 0);
	lab_expect("vm_size_kib", 0, 0);
	LAB_STEP ("dontneed") {
		madvise(whole, size, MADV_DONTNEED);
	}

	lab_expect("anonymous_kib", size_kib, 0);
	lab_expect("minflt_total", pages, 0);
	LAB_STEP ("touch-again") {
		lab_write_pages(whole, size);
	}

	/* Twice: the last few pages wait in a batch of the CPU until it is asked again. */
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("lazy_free_kib", size_kib, 0);
	LAB_STEP ("madv-free") {
		madvise(whole, size, MADV_FREE);
		madvise(whole, size, MADV_FREE);
	}

	lab_expect("anonymous_kib", -size_kib - page_kib, 0);
	lab_expect("vm_size_kib", -size_kib - page_kib, 0);
	LAB_STEP ("free-large") {
		free(large);
	}
	return 0;
}
