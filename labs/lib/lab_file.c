/* SPDX-License-Identifier: MIT */
/* lab_file: files without a name, and how much of them is in the page cache. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab.h"

static const char *place(void)
{
	return getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp";
}

int lab_folder(char path[LAB_PATH])
{
	/* By the PID the harness knows whose it is. */
	snprintf(path, LAB_PATH, "%s/pagelab-%d-XXXXXX", place(), getpid());
	return mkdtemp(path) ? open(path, O_DIRECTORY | O_CLOEXEC) : -1;
}

/* Not every file system makes files without a name: then it loses it at once. */
static int make(void)
{
	const int fd = open(place(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char path[LAB_PATH];

	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "%s/pagelab-XXXXXX", place());
	const int named = mkostemp(path, O_CLOEXEC);
	if (named >= 0)
		unlink(path);
	return named;
}

static size_t size_of(int fd)
{
	struct stat file;

	return fstat(fd, &file) < 0 ? 0 : (size_t)file.st_size;
}

int64_t lab_cached_pages(int fd)
{
	const size_t size = size_of(fd), pages = (size + lab_page() - 1) / lab_page();
	unsigned char *state = malloc(pages + 1);
	void *map = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
	int64_t cached = 0;

	if (!state || map == MAP_FAILED || mincore(map, size, state) < 0)
		lab_skip("mincore(2) does not tell what is in the page cache here");
	for (size_t i = 0; i < pages; i++)
		cached += state[i] & 1;
	munmap(map, size);
	free(state);
	return cached;
}

bool lab_drop(int fd)
{
	/* What is dirty cannot go. */
	return fsync(fd) == 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0 &&
	       lab_cached_pages(fd) == 0;
}

int lab_file(size_t bytes)
{
	static char block[64 * 1024];
	const size_t slice = LAB_MIB;
	const int fd = make();

	lab_fill(block, sizeof(block));
	for (size_t done = 0, n; fd >= 0 && done < bytes; done += n) {
		n = bytes - done < sizeof(block) ? bytes - done : sizeof(block);
		if (pwrite(fd, block, n, (off_t)done) != (ssize_t)n) {
			close(fd);
			return -1;
		}
		/* So that a small room never fills with what it cannot give up. */
		if ((done + n) % slice == 0 && fdatasync(fd) == 0)
			posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	}
	if (fd >= 0)
		fsync(fd);
	return fd;
}
