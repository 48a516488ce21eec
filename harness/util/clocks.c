/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "util/clocks.h"
#include "util/failed.h"
#include "util/file.h"

enum { SECOND_NS = 1000 * 1000 * 1000 };

int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

int clocks_open(struct clocks *c, int sample_hz, int64_t timeout_ns)
{
	/* Else the kernel may wake us 50 us late to save power. */
	prctl(PR_SET_TIMERSLACK, 1);
	c->ticks = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	c->timeout = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	c->every_ns = sample_hz ? SECOND_NS / sample_hz : 0;
	c->left_ns = timeout_ns;
	c->error = c->ticks < 0 || c->timeout < 0 ? failed(errno, "timerfd_create(2)") : 0;
	return c->error;
}

void clocks_close(struct clocks *c)
{
	close_fd(&c->ticks);
	close_fd(&c->timeout);
}

static void set_timer(struct clocks *c, int fd, int64_t first_ns, int64_t every_ns)
{
	const struct itimerspec when = {
		.it_value = {first_ns / SECOND_NS, first_ns % SECOND_NS},
		.it_interval = {every_ns / SECOND_NS, every_ns % SECOND_NS},
	};

	if (fd >= 0 && timerfd_settime(fd, 0, &when, NULL) < 0 && !c->error)
		c->error = failed(errno, "timerfd_settime(2)");
}

void clocks_start(struct clocks *c)
{
	if (c->left_ns)
		set_timer(c, c->timeout, c->left_ns, 0);
	set_timer(c, c->ticks, c->every_ns, c->every_ns);
}

void clocks_stop(struct clocks *c)
{
	struct itimerspec left;

	if (c->left_ns && timerfd_gettime(c->timeout, &left) == 0) {
		c->left_ns = (int64_t)left.it_value.tv_sec * SECOND_NS + left.it_value.tv_nsec;
		/* 0 would mean any time */
		if (c->left_ns == 0)
			c->left_ns = 1;
	}
	set_timer(c, c->timeout, 0, 0);
	set_timer(c, c->ticks, 0, 0);
}

uint64_t clock_expirations(struct clocks *c, int fd)
{
	uint64_t times = 0;

	if (read(fd, &times, sizeof(times)) == (ssize_t)sizeof(times))
		return times;
	if (errno != EAGAIN && errno != EINTR && !c->error)
		c->error = failed(errno, "a timer of timerfd_create(2)");
	return 0;
}
