/* SPDX-License-Identifier: MIT */
/* shared: free's "shared" is shared memory and tmpfs, however many processes have it mapped. */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

static char *shared_memory(size_t size)
{
	char *area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	lab_region(area, size);
	return area;
}

/* A word to the other process, or from it. */
static void say(int line)
{
	(void)!write(line, "", 1);
}

static void hear(int line)
{
	char word;

	if (read(line, &word, 1) != 1)
		_exit(1); /* the other one is dead */
}

/* A second process that has the same area: it writes to it when told to, and keeps it. */
static int start_other(char *area, size_t size)
{
	int line[2];

	lab_pair(SOCK_STREAM, line);
	const pid_t pid = lab_fork("other");
	close(line[pid == 0 ? 0 : 1]);
	if (pid == 0) {
		lab_write_pages(line, sizeof(line)); /* for practice: its code is mapped now */
		for (;; lab_write_pages(area, size)) {
			say(line[1]);
			hear(line[1]);
		}
	}
	hear(line[0]);
	return line[0];
}

/* Into a file of tmpfs that has no name, by write(2). */
static void write_file(int file, size_t size)
{
	static char page[64 * 1024];

	for (size_t done = 0; done < size; done += lab_page())
		if (pwrite(file, page, lab_page(), (off_t)done) != (ssize_t)lab_page())
			lab_skip("the file in memory cannot be written");
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 64 * LAB_MIB);
	const int64_t size_kib = (int64_t)size / 1024, pages = (int64_t)(size / lab_page());
	/* A CPU tells of 125 pages at the latest; and others use such memory too. */
	const int64_t near_kib = 2 * 125 * (int64_t)lab_page() / 1024 + size_kib / 16;
	/* What the program and libc count in PSS depends on who else has them mapped. */
	const int64_t rest_kib = lab_look(getpid(), "rss_kib");
	char *area = shared_memory(size);

	lab_expect_of("system", "shmem_kib", size_kib, near_kib);
	lab_expect("rss_kib", size_kib, 0);
	lab_expect("pss_kib", size_kib, rest_kib);
	lab_expect("anonymous_kib", 0, 0);
	LAB_STEP ("one-process") {
		lab_write_pages(area, size);
	}

	munmap(area, size);
	area = shared_memory(size);
	const int other = start_other(area, size);
	lab_expect_of("system", "shmem_kib", size_kib, near_kib);
	lab_expect("rss_kib", size_kib, 0);
	lab_expect("pss_kib", size_kib / 2, rest_kib);
	lab_expect_of("other", "rss_kib", size_kib, 0);
	lab_expect_of("other", "pss_kib", size_kib / 2, rest_kib);
	lab_expect_of("other", "minflt_total", pages, 0);
	LAB_STEP ("two-processes") {
		lab_write_pages(area, size);
		say(other);
		hear(other);
	}

	close(other);
	wait(NULL);
	munmap(area, size);
	const int file = memfd_create("shared", MFD_CLOEXEC);
	if (file < 0)
		lab_skip("memfd_create(2) is refused here");
	lab_expect_of("system", "shmem_kib", size_kib, near_kib);
	lab_expect("rss_kib", 0, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("minflt_total", 0, 0);
	LAB_STEP ("no-process") {
		write_file(file, size);
	}
	return 0;
}
