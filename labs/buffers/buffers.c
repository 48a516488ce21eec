/* SPDX-License-Identifier: MIT */
/* buffers: the buffer cache is the page cache of the disk itself, and metadata is read through it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "lab.h"

enum { FOLDERS = 2000, EXT = 0xef53 };

static char block[64 * 1024];

/* The disk on which a file lies, only to be read: /sys/dev/block/MAJOR:MINOR has its name. */
static int open_disk(int file)
{
	char path[64], line[256], name[200];
	struct stat stat;
	bool found = false;

	fstat(file, &stat);
	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/uevent", major(stat.st_dev),
		 minor(stat.st_dev));
	FILE *uevent = fopen(path, "re");
	while (uevent && !found && fgets(line, sizeof(line), uevent))
		found = sscanf(line, "DEVNAME=%199s", name) == 1;
	if (uevent)
		fclose(uevent);
	snprintf(line, sizeof(line), "/dev/%s", found ? name : "");
	return found ? open(line, O_RDONLY | O_CLOEXEC) : -1;
}

static void read_disk(int disk, size_t size)
{
	for (size_t done = 0; done < size; done += sizeof(block))
		if (pread(disk, block, sizeof(block), (off_t)done) != sizeof(block))
			lab_skip("the disk cannot be read, or has less than that");
}

static void write_file(int file, size_t size)
{
	for (size_t done = 0; done < size; done += sizeof(block))
		if (pwrite(file, block, sizeof(block), (off_t)done) != sizeof(block))
			lab_skip("the file cannot be written: is the disk full?");
}

/* Makes so many folders in a folder, or removes them. How many times that failed. */
static int each_folder(int folder, bool make)
{
	char name[16];
	int failed = 0;

	for (int i = 0; i < FOLDERS; i++) {
		snprintf(name, sizeof(name), "%d", i);
		failed += (make ? mkdirat(folder, name, 0700)
				: unlinkat(folder, name, AT_REMOVEDIR)) < 0;
	}
	return failed;
}

int main(int argc, char **argv)
{
	const size_t size = lab_size_of(argc, argv, 32 * LAB_MIB, sizeof(block));
	const int64_t size_kib = (int64_t)size / 1024;
	char path[LAB_PATH];
	struct statfs system;
	int file = lab_file(0);
	const int disk = file < 0 ? -1 : open_disk(file);

	if (disk < 0)
		lab_skip("no disk can be read here: as root, and with TMPDIR on one. "
			 "Type: make vm-buffers");

	posix_fadvise(disk, 0, 0, POSIX_FADV_DONTNEED); /* what can go shall be read anew, */
	posix_fadvise(disk, 0, 0, POSIX_FADV_RANDOM);	/* and nothing read ahead */
	lab_expect_of("system", "buffers_kib", size_kib, size_kib / 16);
	lab_at_most_of("system", "cached_kib", size_kib / 8);
	LAB_STEP ("device-read") {
		read_disk(disk, size);
	}
	posix_fadvise(disk, 0, 0, POSIX_FADV_DONTNEED);

	/* Where the file's blocks lie is metadata: far less than the file. */
	lab_at_most_of("system", "buffers_kib", size_kib / 32);
	lab_expect_of("system", "cached_kib", size_kib, size_kib / 8);
	lab_expect("m:cached_pages", (int64_t)(size / lab_page()), 0);
	LAB_STEP ("file-write") {
		write_file(file, size);
	}
	lab_measure("cached_pages", (double)lab_cached_pages(file), "pages");

	if (fstatfs(file, &system) < 0 || system.f_type != EXT) {
		lab_skip_step("metadata", "ext2, ext3 or ext4 have it in Buffers, and $TMPDIR is "
					  "on none of them");
		return 0;
	}
	/* Each folder has a block for the names in it, which is not of a file. */
	const int64_t names_kib = FOLDERS * (int64_t)system.f_bsize / 1024;
	const int folder = lab_folder(path);
	lab_at_least_of("system", "buffers_kib", names_kib);
	lab_at_most_of("system", "cached_kib", names_kib / 8);
	lab_expect("m:failed", 0, 0);
	LAB_STEP ("metadata") {
		lab_measure("failed", each_folder(folder, true), "folders");
	}
	each_folder(folder, false);
	return rmdir(path) == 0 ? 0 : 1;
}
