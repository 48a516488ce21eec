/* SPDX-License-Identifier: MIT */
/* The columns of free(1): as we compute them from /proc/meminfo, and as free prints them. */
#include <inttypes.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "columns.h"
#include "lab.h"

/* free itself takes memory, and others work too: it is run so often until its numbers fit. */
enum { TRIES = 200 };

static const char *const measures[] = {
	[USED] = "m:used_kib",
	[USED_OLD] = "m:used_old_kib",
	[FREE] = "m:free_kib",
	[SHARED] = "m:shared_kib",
	[BUFF_CACHE] = "m:buff_cache_kib",
	[AVAILABLE] = "m:available_kib",
};
static bool has_free, has_shown;

/* In KiB, as free computes them. */
static void look(int64_t *at)
{
	at[TOTAL] = lab_look(0, "mem_total_kib");
	at[FREE] = lab_look(0, "mem_free_kib");
	at[SHARED] = lab_look(0, "shmem_kib");
	at[BUFF_CACHE] = lab_look(0, "buffers_kib") + lab_look(0, "cached_kib") +
			 lab_look(0, "s_reclaimable_kib");
	at[AVAILABLE] = lab_look(0, "mem_available_kib");
	at[USED] = at[TOTAL] - at[AVAILABLE];
	at[USED_OLD] = at[TOTAL] - at[FREE] - at[BUFF_CACHE];
}

/* The same, but what the CPUs keep by them is free and available. */
static void look_with_stock(int64_t *at)
{
	look(at);
	const int64_t stock = lab_zones().stock_kib;
	at[FREE] += stock;
	at[AVAILABLE] += stock;
	at[USED] -= stock;
	at[USED_OLD] -= stock;
}

/* In free's own order: total, used, free, shared, buff/cache, available. */
static bool run_free(int64_t printed[6])
{
	char *const args[] = {"free", "-k", NULL}, *const environment[] = {"LC_ALL=C", NULL};
	posix_spawn_file_actions_t actions;
	int line[2], numbers = 0;
	pid_t pid;

	if (pipe(line) < 0)
		lab_refused("pipe(2)");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, line[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, line[0]);
	const int error = posix_spawnp(&pid, "free", &actions, NULL, args, environment);
	posix_spawn_file_actions_destroy(&actions);
	close(line[1]);
	FILE *out = fdopen(line[0], "r");
	if (!error && out)
		numbers = fscanf(out,
				 "%*[^\n] Mem: %" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64
				 "%" SCNd64,
				 &printed[0], &printed[1], &printed[2], &printed[3], &printed[4],
				 &printed[5]);
	if (out)
		fclose(out);
	if (!error)
		waitpid(pid, NULL, 0);
	return numbers == 6;
}

static bool lies_between(int64_t n, int64_t a, int64_t b)
{
	return a < b ? a <= n && n <= b : b <= n && n <= a;
}

/* used may be of either kind: that depends on free's version. */
static int count_differing(const int64_t printed[6], const int64_t *before, const int64_t *after)
{
	static const int order[6] = {TOTAL, USED, FREE, SHARED, BUFF_CACHE, AVAILABLE};
	int differ = 0;

	for (int i = 0; i < 6; i++)
		differ += !lies_between(printed[i], before[order[i]], after[order[i]]);
	return differ - (!lies_between(printed[1], before[USED], after[USED]) &&
			 lies_between(printed[1], before[USED_OLD], after[USED_OLD]));
}

/* m:free_differs is how many columns of free are not as we compute them just before and after. */
static void free_beside(void)
{
	static const char *const names[6] = {"prints_total_kib",      "prints_used_kib",
					     "prints_free_kib",	      "prints_shared_kib",
					     "prints_buff_cache_kib", "prints_available_kib"};
	int64_t before[LAB_COLUMNS], after[LAB_COLUMNS], printed[6];
	int differ = 6, undisturbed = 0;

	for (int t = 0; t < TRIES && differ; t++) {
		look(before);
		if (!run_free(printed))
			lab_skip("free does not print its six columns any more");
		look(after);
		differ = count_differing(printed, before, after);
		undisturbed += memcmp(before, after, COLUMNS * sizeof(before[0])) == 0;
	}
	if (differ && !undisturbed)
		lab_skip("too noisy: /proc/meminfo never stood still while free ran. Type: "
			 "make vm-free-columns");
	for (int i = 0; i < 6 && !has_shown; i++)
		lab_measure(names[i], (double)printed[i], "KiB");
	has_shown = true;
	lab_measure("free_differs", differ, "columns");
}

void columns_begin(void)
{
	int64_t printed[6];

	has_free = run_free(printed);
	if (!has_free)
		lab_skip_step("free -k", "there is no program free here: install procps");
}

void columns_expect(const int64_t change[CHANGING], int64_t slack_kib)
{
	for (int i = 0; i < CHANGING; i++)
		lab_expect(measures[i], change[i], slack_kib);
	if (has_free)
		lab_expect("m:free_differs", 0, 0);
}

int64_t columns_measure(void (*act)(void), void (*undo)(void), int64_t slack_kib)
{
	int64_t change[LAB_COLUMNS];
	const int64_t noise_kib = lab_crowd(look_with_stock, act, undo, change, slack_kib);

	for (int i = 0; i < CHANGING; i++)
		lab_measure(measures[i] + strlen("m:"), (double)change[i], "KiB");
	lab_measure("stock_kib", (double)lab_zones().stock_kib, "KiB");
	lab_measure("noise_kib", (double)noise_kib, "KiB");
	if (has_free)
		free_beside();
	return noise_kib;
}
