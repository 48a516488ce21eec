/* SPDX-License-Identifier: MIT */
/* free-columns: each act moves its own columns of free, and no others. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "columns.h"
#include "lab.h"

static size_t size;
static char *anon;
static int shared, file;
static double act_seconds; /* how long it takes to take all */

static void take_anon(void)
{
	anon = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (anon == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=8M");
	lab_write_pages(anon, size);
}

static void give_anon(void)
{
	munmap(anon, size);
}

/* A file that is in memory and nowhere else. */
static void take_shared(void)
{
	shared = memfd_create("shared", MFD_CLOEXEC);
	if (fallocate(shared, 0, 0, (off_t)size) < 0)
		lab_skip("a file in memory is refused: ask for less, as in SIZE=8M");
}

static void give_shared(void)
{
	close(shared);
}

/* A file on a disk, into the page cache. */
static void take_file(void)
{
	static char block[64 * 1024];

	for (off_t done = 0; pread(file, block, sizeof(block), done) > 0;)
		done += (off_t)sizeof(block);
}

static void give_file(void)
{
	lab_drop(file);
}

static void take_all(void)
{
	take_anon();
	take_shared();
	if (file >= 0)
		take_file();
}

static void give_all(void)
{
	give_anon();
	give_shared();
	if (file >= 0)
		give_file();
}

static void nothing(void)
{
}

/* Lasts as long as the acts do, and does nothing. */
static void idle(void)
{
	for (const double end = lab_seconds() + act_seconds; lab_seconds() < end;)
		;
}

int main(int argc, char **argv)
{
	size = lab_size(argc, argv, 32 * LAB_MIB);
	const int64_t n = (int64_t)size / 1024;
	int64_t slack_kib = n / 16, noise_kib = 0;

	columns_begin();
	file = lab_file(size);
	if (file >= 0 && !lab_drop(file))
		file = -1;
	const double start = lab_seconds();
	take_all();
	act_seconds = lab_seconds() - start;
	give_all();

	columns_expect((int64_t[CHANGING]){0}, slack_kib);
	LAB_STEP ("quiet") {
		noise_kib = columns_measure(idle, nothing, slack_kib);
	}
	slack_kib = lab_crowd_slack(n, noise_kib);

	columns_expect(
		(int64_t[CHANGING]){[USED] = n, [USED_OLD] = n, [FREE] = -n, [AVAILABLE] = -n},
		slack_kib);
	LAB_STEP ("anon") {
		columns_measure(take_anon, give_anon, slack_kib);
	}

	/* It is cache, so by the old rule it is not used. But it cannot be given up. */
	columns_expect(
		(int64_t[CHANGING]){
			[USED] = n, [FREE] = -n, [SHARED] = n, [BUFF_CACHE] = n, [AVAILABLE] = -n},
		slack_kib);
	LAB_STEP ("shared") {
		columns_measure(take_shared, give_shared, slack_kib);
	}

	const int64_t cache = lab_look(0, "active_file_kib") + lab_look(0, "inactive_file_kib");
	const int64_t read = file >= 0 ? n : 0,
		      lost = lab_kept_back(cache + read) - lab_kept_back(cache);
	if (file >= 0) {
		columns_expect(
			(int64_t[CHANGING]){
				[USED] = lost, [FREE] = -n, [BUFF_CACHE] = n, [AVAILABLE] = -lost},
			slack_kib);
		LAB_STEP ("file") {
			columns_measure(take_file, give_file, slack_kib);
		}
	} else {
		lab_skip_step("file", "no file can be made whose pages can be dropped (tmpfs?): "
				      "set TMPDIR to a folder on a disk");
	}

	columns_expect((int64_t[CHANGING]){[USED] = -2 * n - lost,
					   [USED_OLD] = -n,
					   [FREE] = 2 * n + read,
					   [SHARED] = -n,
					   [BUFF_CACHE] = -n - read,
					   [AVAILABLE] = 2 * n + lost},
		       slack_kib);
	LAB_STEP ("give-back") {
		columns_measure(give_all, take_all, slack_kib);
	}
	return 0;
}
