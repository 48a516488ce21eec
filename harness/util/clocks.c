/* SPDX-License-Identifier: MIT */
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "util/clocks.h"
#include "util/file.h"

enum { SECOND_NS = 1000 * 1000 * 1000 };

int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

void clocks_open(struct clocks *c, int sample_hz, int64_t timeout_ns)
{
	/* Else the kernel may wake us 50 us late to save power. */
	prctl(PR_SET_TIMERSLACK, 1);
	c->ticks = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	c->timeout = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	c->every_ns = sample_hz ? SECOND_NS / sample_hz : 0;
	c->left_ns = timeout_ns;
}

void clocks_close(struct clocks *c)
{
	close_fd(&c->ticks);
	close_fd(&c->timeout);
}

static void set_timer(int fd, int64_t first_ns, int64_t every_ns)
{
	const struct itimerspec when = {
		.it_value = {first_ns / SECOND_NS, first_ns % SECOND_NS},
		.it_interval = {every_ns / SECOND_NS, every_ns % SECOND_NS},
	};

	if (fd >= 0)
		timerfd_settime(fd, 0, &when, NULL);
}

void clocks_start(struct clocks *c)
{
	if (c->left_ns)
		set_timer(c->timeout, c->left_ns, 0);
	set_timer(c->ticks, c->every_ns, c->every_ns);
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
	set_timer(c->timeout, 0, 0);
	set_timer(c->ticks, 0, 0);
}

uint64_t clock_expirations(int fd)
{
	uint64_t times = 0;

	return read(fd, &times, sizeof(times)) == (ssize_t)sizeof(times) ? times : 0;
}
