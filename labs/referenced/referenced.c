/* SPDX-License-Identifier: MIT */
/* referenced: each entry of the page table has a bit that says whether the page was used. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

/* Documentation/filesystems/proc.rst: clear_refs. */
enum { CLEAR_REFERENCED = '1', CLEAR_SOFT_DIRTY = '4' };

static void clear(char what)
{
	const int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	if (file < 0 || write(file, &what, 1) != 1)
		lab_skip("/proc/self/clear_refs cannot be written here");
	close(file);
}

/*
 * What the TLB still has it has with the bit set, so the CPU would not set it in the table again.
 * To take rights away from the pages, and give them back, empties the TLB of them.
 */
static void forget_translations(char *memory, size_t size)
{
	if (mprotect(memory, size, PROT_READ) < 0 ||
	    mprotect(memory, size, PROT_READ | PROT_WRITE) < 0)
		lab_skip("mprotect(2) is refused here");
}

/* How many pages of the mapping that begins there have the bit: proc_pid_smaps(5). */
static double referenced_pages(const char *memory)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	uintptr_t start, end, here = 0;
	long kib = -1;
	char line[512];

	while (maps && kib < 0 && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &start, &end) == 2)
			here = start;
		else if (here == (uintptr_t)memory)
			sscanf(line, "Referenced: %ld kB", &kib);
	if (maps)
		fclose(maps);
	if (kib < 0)
		lab_skip("/proc/self/smaps cannot be read here");
	return (double)(kib * 1024 / (long)lab_page());
}

/* How many pages were written to since the bits for that were cleared. */
static int64_t soft_dirty(const char *memory, size_t size)
{
	int64_t dirty = 0;

	for (size_t at = 0; at < size; at += lab_page())
		dirty += lab_entry(memory + at).written;
	return dirty;
}

static void skip_written(const char *step)
{
	lab_skip_step(step, "this kernel keeps no soft-dirty bit (CONFIG_MEM_SOFT_DIRTY)");
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 16 * LAB_MIB),
		     some = size / 4 / lab_page() * lab_page();
	const int64_t pages = (int64_t)(size / lab_page()),
		      some_pages = (int64_t)(some / lab_page());
	/* A page without rights on either side: so it is a mapping of its own. */
	char *around =
		mmap(NULL, size + 2 * lab_page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *memory = around + lab_page();

	if (around == MAP_FAILED || mprotect(memory, size, PROT_READ | PROT_WRITE) < 0)
		lab_skip("mmap refused: ask for less, as in SIZE=1M");
	lab_region(memory, size);
	lab_write_pages(memory, size);

	/* All of them had the bit. The pages stay, so nothing is lost but the bit. */
	referenced_pages(memory); /* the first reading takes memory of its own */
	lab_at_most("referenced_kib", -(int64_t)size / 1024 + lab_look(getpid(), "rss_file_kib"));
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("m:referenced_pages", 0, 0);
	LAB_STEP ("clear") {
		clear(CLEAR_REFERENCED);
		forget_translations(memory, size);
		lab_measure("referenced_pages", referenced_pages(memory), "pages");
	}

	/* (Not referenced_kib: whoever else uses libc sets that bit of its pages too.) */
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("m:referenced_pages", some_pages, 0);
	LAB_STEP ("touch-some") {
		lab_read_pages(memory, some);
		lab_measure("referenced_pages", referenced_pages(memory), "pages");
	}

	if (soft_dirty(memory, size) != pages) {
		skip_written("clear-written");
		skip_written("write-some");
		return 0;
	}
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("m:soft_dirty_pages", 0, 0);
	LAB_STEP ("clear-written") {
		clear(CLEAR_SOFT_DIRTY);
		lab_measure("soft_dirty_pages", (double)soft_dirty(memory, size), "pages");
	}

	/*
	 * To notice a write the kernel forbids it: a fault for each page, and no new page. All of
	 * this process's pages are concerned; those that every step writes to are written between.
	 */
	lab_expect("minflt_total", some_pages, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("m:soft_dirty_pages", some_pages, 0);
	LAB_STEP ("write-some") {
		lab_write_pages(memory, some);
	}
	lab_measure("soft_dirty_pages", (double)soft_dirty(memory, size), "pages");
	return 0;
}
