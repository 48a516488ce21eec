/* SPDX-License-Identifier: MIT */
/* lab_malloc: how many pages malloc touches for itself, of a large block that it maps alone. */
#include <features.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "lab.h"

#ifdef __GLIBC__
/* One: its note in front of the block. To try it out would raise what glibc takes for large. */
int64_t lab_malloc_pages(size_t bytes)
{
	(void)bytes;
	return 1;
}
#else
static int64_t faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* Of another libc it is tried out: musl writes at both ends. */
int64_t lab_malloc_pages(size_t bytes)
{
	free(malloc(bytes)); /* the first one may take memory that is kept */
	const int64_t before = faults();
	void *volatile block = malloc(bytes);
	const int64_t touched = faults() - before;

	free(block);
	return touched;
}
#endif
