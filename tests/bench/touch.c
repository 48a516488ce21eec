/* SPDX-License-Identifier: MIT */
/* touch: a program that is given memory, page by page, and says how long that took. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"
#include "still.h"
#include "util/clocks.h"

enum { BYTES = 8 * 1024 * 1024 };

static void one_round(volatile char *memory, size_t page)
{
	for (size_t at = 0; at < BYTES; at += page)
		memory[at] = 1;
	madvise((void *)memory, BYTES, MADV_DONTNEED);
}

int touch_main(char **argv)
{
	const int cpu = atoi(argv[0]), rounds = atoi(argv[1]), out = atoi(argv[2]);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory =
		mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return EXIT_FAILURE;
	madvise(memory, BYTES, MADV_NOHUGEPAGE);
	pin(cpu);
	one_round(memory, page);
	const int64_t start = now_ns();
	for (int i = 0; i < rounds; i++)
		one_round(memory, page);
	const int64_t took = now_ns() - start;
	return write(out, &took, sizeof(took)) == (ssize_t)sizeof(took) ? EXIT_SUCCESS
									: EXIT_FAILURE;
}
