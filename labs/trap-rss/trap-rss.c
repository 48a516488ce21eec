/* SPDX-License-Identifier: MIT */
/* trap-rss: six places tell how much is resident. Asked after each touch, not all of them know. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lab.h"

/* The number behind so many blanks after the name in proc_pid_stat(5), or in proc_pid_statm(5). */
static int64_t word(const char *path, char after, int number)
{
	char text[1024] = "", *at = text;
	const int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || read(file, text, sizeof(text) - 1) < 0)
		lab_skip("/proc/self cannot be read here");
	close(file);
	if (after && (at = strrchr(text, after)) == NULL)
		lab_skip("/proc/self/stat is not as it should be");
	while (number-- > 0)
		at += strcspn(at, " ") + 1;
	return strtoll(at, NULL, 10);
}

static int64_t in_pages(int64_t kib)
{
	return kib * 1024 / (int64_t)lab_page();
}

static int64_t minflt(void)
{
	return lab_look(getpid(), "minflt_total");
}
static int64_t rollup(void)
{
	return in_pages(lab_look(getpid(), "anonymous_kib"));
}
static int64_t status(void)
{
	return in_pages(lab_look(getpid(), "rss_anon_kib"));
}
static int64_t statm(void)
{
	return word("/proc/self/statm", '\0', 1);
}
static int64_t stat(void)
{
	return word("/proc/self/stat", ')', 22);
}

static int64_t maxrss(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return in_pages(usage.ru_maxrss);
}

static struct counter {
	const char *name; /* of the expectation; of the measure without "m:" */
	int64_t (*read)(void);
	bool exact; /* on every kernel */
	int64_t before, worst;
} counters[] = {
	{.name = "m:minflt_off_pages", .read = minflt, .exact = true},
	{.name = "m:smaps_rollup_off_pages", .read = rollup, .exact = true},
	{.name = "m:status_off_pages", .read = status},
	{.name = "m:statm_off_pages", .read = statm},
	{.name = "m:stat_off_pages", .read = stat},
	{.name = "m:maxrss_off_pages", .read = maxrss},
};

enum { COUNTERS = sizeof(counters) / sizeof(counters[0]) };

/* How far off is each, after so many pages were touched? */
static void compare(int64_t touched)
{
	for (int i = 0; i < COUNTERS; i++) {
		struct counter *c = &counters[i];
		const int64_t off = c->read() - c->before - touched;

		if (llabs(off) > llabs(c->worst))
			c->worst = off;
	}
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 16 * LAB_MIB);
	const int64_t pages = (int64_t)(size / lab_page());
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=1M");
	lab_region(memory, size);
	for (int i = 0; i < 2 * COUNTERS;
	     i++) /* twice: the first reading takes memory of its own */
		counters[i % COUNTERS].before = counters[i % COUNTERS].read();

	for (int i = 0; i < COUNTERS; i++)
		if (counters[i].exact)
			lab_expect(counters[i].name, 0, 0);
	lab_expect("minflt_total", pages, 0);
	lab_expect("anonymous_kib", (int64_t)size / 1024, 0);
	LAB_STEP ("touch") {
		for (int64_t i = 0; i < pages; i++) {
			((volatile char *)memory)[i * (int64_t)lab_page()] = 1;
			compare(i + 1);
		}
	}
	for (int i = 0; i < COUNTERS; i++)
		lab_measure(counters[i].name + 2, (double)counters[i].worst, "pages");
	return 0;
}
