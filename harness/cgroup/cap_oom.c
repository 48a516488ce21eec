/* SPDX-License-Identifier: MIT */
/* Whether the group was out of memory: something to poll(2). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cgroup/cap.h"
#include "kernel/parse.h"
#include "util/file.h"

/* Documentation/admin-guide/cgroup-v1/memory.rst, 10. OOM Control */
static int watch_v1(const struct cap *cap)
{
	char path[PATH_MAX + NAME_MAX], line[64];
	int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	format(path, sizeof(path), "%s/memory.oom_control", cap->group.folder);
	CLEANUP_FD int control = open(path, O_RDONLY | O_CLOEXEC);
	format(line, sizeof(line), "%d %d", event, control);
	if (event < 0 || control < 0 ||
	    cap_write(cap->group.folder, "cgroup.event_control", line) < 0)
		close_fd(&event);
	return event;
}

int cap_watch_oom(const struct cap *cap, short *events)
{
	char path[PATH_MAX + NAME_MAX];

	*events = POLLIN;
	if (cap->lock < 0 || cap->group.version == 1)
		return cap->lock < 0 ? -1 : watch_v1(cap);
	*events = POLLPRI;
	format(path, sizeof(path), "%s/memory.events", cap->group.folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		cap_oom_seen(fd);
	return fd;
}

bool cap_oom_seen(int fd)
{
	struct value values[METRICS_MAX] = {0};
	struct learned learned = {0};
	char text[512];
	/* memory.events must be read from its beginning, an eventfd cannot be. */
	ssize_t n = pread(fd, text, sizeof(text), 0);

	if (n < 0)
		return errno == ESPIPE && read(fd, text, sizeof(uint64_t)) > 0;
	/* It also tells of each hit of the limit. */
	parse_source(SOURCE_CG_EVENTS, text, (size_t)n, &learned, values);
	return values[metric_find("cg_oom_total")].n > 0;
}
