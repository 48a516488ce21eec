/* SPDX-License-Identifier: MIT */
/*
 * lab_warm: touches what the program has already, its code, its data and its stack, so that no
 * step pays for the first use of it. Cold, malloc of 100 MiB shows 2 page faults; warm, 1.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab_internal.h"

enum { MAPS_BYTES = 16 * 1024, STACK_BYTES = 32 * 1024, DATA_MAX = 32 };

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

/* Reads a byte of each page; writes it back where the program may write, or the copy on write
 * would come later. */
static void touch(uintptr_t start, uintptr_t end, bool writable)
{
	for (uintptr_t at = start; at < end; at += own.page) {
		volatile char *byte = (volatile char *)at;
		char seen = *byte;

		if (writable)
			*byte = seen;
	}
}

/* A line of proc_pid_maps(5): "START-END PERM OFFSET DEV INODE [PATH]". */
static void touch_mapping(char *line)
{
	char *rest, *end_of_end;
	uintptr_t start = strtoul(line, &rest, 16), end = strtoul(rest + 1, &end_of_end, 16);
	const char *perm = end_of_end + 1, *name = strpbrk(perm, "/[");
	bool file = name && *name == '/', nameless = !name;

	if (perm[0] != 'r' || perm[3] != 'p')
		return;
	if (name && strcmp(name, "[stack]") == 0)
		own.stack_end = end;
	/* nameless and writable: the zeroed data of the program and its libraries */
	const bool writable = perm[1] == 'w';
	if (!file && !(nameless && writable))
		return;
	touch(start, end, writable);
	if (writable && own.count < DATA_MAX) {
		own.data[own.count].start = start;
		own.data[own.count++].end = end;
	}
}

static void touch_mappings(void)
{
	static char maps[MAPS_BYTES];
	size_t len = 0;
	ssize_t n;
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	while (len < sizeof(maps) - 1 && (n = read(fd, maps + len, sizeof(maps) - 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	maps[len] = '\0';
	for (char *line = maps, *newline; (newline = strchr(line, '\n')); line = newline + 1) {
		*newline = '\0';
		touch_mapping(line);
	}
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
}

void lab_warm_after_fork(void)
{
	for (size_t i = 0; i < own.count; i++)
		touch(own.data[i].start, own.data[i].end, true);
	touch(own.stack_start, own.stack_end, true);
}
