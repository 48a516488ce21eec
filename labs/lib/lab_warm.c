/* SPDX-License-Identifier: MIT */
/*
 * lab_warm: touches what the program has already, its code, its data and its stack, so that no
 * step pays for the first use of it. Cold, malloc of 100 MiB shows 2 page faults; warm, 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab_internal.h"

enum { MAPS_BYTES = 16 * 1024, STACK_BYTES = 32 * 1024, DATA_MAX = 64, THREAD_BYTES = 256 * 1024,
       LARGE_BYTES = 1024 * 1024 };

/*
 * What is ours to write: the data of the program and its libraries, and the end of the stack. Kept,
 * because fork makes all of it copy-on-write once more.
 */
static struct {
	struct {
		uintptr_t start, end;
	} data[DATA_MAX];
	size_t count;
	uintptr_t stack_start, stack_end;
	size_t page; /* bytes */
} own;

static uintptr_t down(uintptr_t address)
{
	return address - address % own.page;
}

/* Bytes between variables are nobody's, which a sanitizer would call a fault. */
#define NOT_CHECKED __attribute__((no_sanitize("address", "undefined")))

/* Reads a byte of each page; writes it back where the program may write, or the copy on write
 * would come later. */
static NOT_CHECKED void touch(uintptr_t start, uintptr_t end, bool writable)
{
	for (uintptr_t at = start; at < end; at += own.page) {
		volatile char *byte = (volatile char *)at;
		char seen = *byte;

		if (writable)
			*byte = seen;
	}
}

static void keep(uintptr_t start, uintptr_t end)
{
	touch(start, end, true);
	if (own.count == DATA_MAX || start >= end)
		return;
	own.data[own.count].start = start;
	own.data[own.count++].end = end;
}

/* What the loader has made read-only again once it had filled it in. */
static void find_sealed(const struct dl_phdr_info *object, uintptr_t *start, uintptr_t *end)
{
	*start = *end = 0;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];

		if (part->p_type != PT_GNU_RELRO)
			continue;
		*start = down(object->dlpi_addr + part->p_vaddr);
		*end = down(object->dlpi_addr + part->p_vaddr + part->p_memsz);
	}
}

/*
 * The parts of the program and of its libraries, as the loader knows them. Not whatever has no name
 * in /proc/self/maps: a tool such as valgrind or ASan has memory of its own in this process.
 */
static int touch_object(struct dl_phdr_info *object, size_t bytes, void *unused)
{
	uintptr_t sealed, sealed_end;

	(void)bytes;
	(void)unused;
	find_sealed(object, &sealed, &sealed_end);
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		const uintptr_t start = down(object->dlpi_addr + part->p_vaddr);
		const uintptr_t end = down(object->dlpi_addr + part->p_vaddr + part->p_memsz +
					   own.page - 1);

		if (part->p_type != PT_LOAD || !(part->p_flags & PF_R))
			continue;
		if (!(part->p_flags & PF_W)) {
			touch(start, end, false);
		} else if (sealed >= start && sealed < end) {
			keep(start, sealed);
			touch(sealed, sealed_end, false);
			keep(sealed_end, end);
		} else {
			keep(start, end);
		}
	}
	return 0;
}

/*
 * Of mappings without a program: the one that the loader made for errno and what else is a
 * thread's own, and the stack. A line of proc_pid_maps(5): "START-END PERM OFFSET DEV INODE [PATH]".
 */
static void touch_mapping(const char *line, const char *in_stack)
{
	char *rest;
	const uintptr_t start = strtoul(line, &rest, 16), end = strtoul(rest + 1, NULL, 16);
	const uintptr_t thread = (uintptr_t)&errno, stack = (uintptr_t)in_stack;

	if (stack >= start && stack < end)
		own.stack_end = end;
	else if (thread >= start && thread < end && end - start <= THREAD_BYTES)
		keep(start, end);
}

static void touch_mappings(void)
{
	static char maps[MAPS_BYTES];
	size_t len = 0;
	ssize_t n;
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);

	dl_iterate_phdr(touch_object, NULL);
	if (fd < 0)
		return;
	/* Line by line through one buffer: a tool may have many mappings. */
	while ((n = read(fd, maps + len, sizeof(maps) - 1 - len)) > 0) {
		char *line = maps, *newline;

		maps[len += (size_t)n] = '\0';
		for (; (newline = strchr(line, '\n')); line = newline + 1)
			touch_mapping(line, (const char *)&n);
		len = strlen(line);
		memmove(maps, line, len + 1);
		if (len == sizeof(maps) - 1)
			len = 0;
	}
	close(fd);
}

/* Room for what is called later. How far down that is, is kept: after fork no further. */
static __attribute__((noinline)) void touch_stack(void)
{
	volatile char below[STACK_BYTES];

	for (size_t at = 0; at < sizeof(below); at += own.page)
		below[at] = 1;
	own.stack_start = (uintptr_t)below - (uintptr_t)below % own.page;
}

void lab_warm(size_t page_bytes)
{
	own.page = page_bytes;
	touch_mappings();
	touch_stack();
	/* Behind the frames too: the kernel may leave an unused page before the environment. */
	touch(own.stack_start, own.stack_end, true);
	/* Starts the heap. Small: a large block would raise glibc's threshold for mmap. Volatile:
	 * or the compiler would leave both calls out. */
	void *volatile block = malloc(1);
	free(block);
#ifndef __GLIBC__
	/* musl keeps its notes about large blocks elsewhere, and takes memory for them once. */
	block = malloc(LARGE_BYTES);
	free(block);
#endif
}

void lab_warm_after_fork(void)
{
	for (size_t i = 0; i < own.count; i++)
		touch(own.data[i].start, own.data[i].end, true);
	touch(own.stack_start, own.stack_end, true);
}
