/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kernel/pages.h"
#include "util/failed.h"
#include "util/file.h"

/* <linux/fs.h> has these from Linux 6.7 on; the program must also build with older headers. */
struct scan_region {
	uint64_t start, end, categories;
};

struct scan_arg {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define SCAN_IOCTL _IOWR('f', 16, struct scan_arg)

enum {
	SCAN_FILE = 1 << 2,
	SCAN_PRESENT = 1 << 3,
	SCAN_SWAPPED = 1 << 4,
	SCAN_PFNZERO = 1 << 5,
	SCAN_HUGE = 1 << 6,
	REGIONS = 256,
	ENTRIES = 8192
};

/* Runs of one state that touch become one. */
struct merger {
	struct page_run run;
	uint64_t page;
	int (*take)(void *self, const struct page_run *run);
	void *self;
};

static int merge(struct merger *m, uint64_t start, uint64_t pages, const char *state)
{
	int error = 0;

	if (m->run.pages && strcmp(m->run.state, state) == 0 &&
	    m->run.start + m->run.pages * m->page == start) {
		m->run.pages += pages;
		return 0;
	}
	if (m->run.pages)
		error = m->take(m->self, &m->run);
	m->run = (struct page_run){start, pages, state};
	return error;
}

static int flush(struct merger *m)
{
	return m->run.pages ? m->take(m->self, &m->run) : 0;
}

static const char *scan_state(uint64_t categories)
{
	if (categories & SCAN_SWAPPED)
		return "swapped";
	if (categories & SCAN_PFNZERO)
		return "zero";
	if (categories & SCAN_HUGE)
		return "huge";
	return categories & SCAN_FILE ? "file" : "present";
}

static int scan_by_ioctl(int fd, uint64_t start, uint64_t end, struct merger *m)
{
	struct scan_region region[REGIONS] = {0}; /* valgrind does not know the ioctl */
	uint64_t at = start;
	int error = 0;

	while (at < end && !error) {
		struct scan_arg arg = {
			.size = sizeof(arg),
			.start = at,
			.end = end,
			.vec = (uint64_t)(uintptr_t)region,
			.vec_len = REGIONS,
			.category_anyof_mask = SCAN_PRESENT | SCAN_SWAPPED,
			.return_mask =
				SCAN_FILE | SCAN_PRESENT | SCAN_SWAPPED | SCAN_PFNZERO | SCAN_HUGE,
		};
		int n = ioctl(fd, SCAN_IOCTL, &arg);

		if (n < 0)
			return failed(errno, "PAGEMAP_SCAN of /proc/PID/pagemap");
		for (int i = 0; i < n && !error; i++) {
			if (region[i].start > at)
				error = merge(m, at, (region[i].start - at) / m->page, "absent");
			if (!error)
				error = merge(m, region[i].start,
					      (region[i].end - region[i].start) / m->page,
					      scan_state(region[i].categories));
			at = region[i].end;
		}
		if (!error && at < arg.walk_end) {
			error = merge(m, at, (arg.walk_end - at) / m->page, "absent");
			at = arg.walk_end;
		} else if (n == 0) {
			break;
		}
	}
	return error;
}

const char *pagemap_state(uint64_t entry)
{
	const uint64_t present = (uint64_t)1 << 63, swapped = (uint64_t)1 << 62;
	const uint64_t file = (uint64_t)1 << 61;

	if (entry & swapped)
		return "swapped";
	if (!(entry & present))
		return "absent";
	return entry & file ? "file" : "present";
}

static int scan_by_entries(int fd, uint64_t start, uint64_t end, struct merger *m)
{
	uint64_t entry[ENTRIES];

	for (uint64_t at = start; at < end;) {
		uint64_t want = (end - at) / m->page < ENTRIES ? (end - at) / m->page : ENTRIES;
		ssize_t n = pread(fd, entry, want * sizeof(entry[0]),
				  (off_t)(at / m->page * sizeof(entry[0])));

		if (n < (ssize_t)sizeof(entry[0]))
			return n < 0 ? failed(errno, "/proc/PID/pagemap") : 0;
		for (size_t i = 0; i < (size_t)n / sizeof(entry[0]); i++, at += m->page) {
			int error = merge(m, at, 1, pagemap_state(entry[i]));

			if (error)
				return error;
		}
	}
	return 0;
}

/* A line of proc_pid_maps(5): "START-END PERM …". pmap shows "rw-p" as "rw---". */
bool pages_mapping(const struct roots *roots, pid_t pid, uint64_t address, char *out, size_t room)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/maps", roots->proc, pid);
	if (text_read(&text, path) < 0)
		return false;
	for (const char *line = text.data; *line;) {
		char *rest;
		uint64_t start = strtoull(line, &rest, 16), end;

		end = *rest == '-' ? strtoull(rest + 1, &rest, 16) : 0;
		if (address >= start && address < end && *rest == ' ') {
			snprintf(out, room, "%lluK %.3s%s-",
				 (unsigned long long)(end - start) / 1024, rest + 1,
				 rest[4] == 's' ? "s" : "-");
			return true;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return false;
}

int pages_scan(const struct roots *roots, pid_t pid, uint64_t start, uint64_t end,
	       int (*take)(void *self, const struct page_run *run), void *self)
{
	struct merger m = {.page = (uint64_t)sysconf(_SC_PAGESIZE), .take = take, .self = self};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/pagemap", roots->proc, pid);
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed(errno, "%s", path);
	start -= start % m.page;
	end += (m.page - end % m.page) % m.page;
	int error = scan_by_ioctl(fd, start, end, &m);
	if (error == -ENOTTY || error == -EINVAL || error == -ENOSYS) {
		m.run.pages = 0;
		error = scan_by_entries(fd, start, end, &m);
	}
	return error ? error : flush(&m);
}
