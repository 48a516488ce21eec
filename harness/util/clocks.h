/* SPDX-License-Identifier: MIT */
/*
 * clocks: the ticks of the time series and the timeout, both of which count only while the lab
 * runs. Each is a file that becomes readable.
 */
#ifndef UTIL_CLOCKS_H
#define UTIL_CLOCKS_H

#include <stdint.h>

struct clocks {
	int ticks, timeout; /* timerfd_create(2); −1: none */
	int64_t every_ns;   /* between two ticks; 0: none */
	int64_t left_ns;    /* of the running time that is allowed; 0: any */
	int error;	    /* the first -errno of a timer, or 0: ticks may be missing */
};

/* 0 or -errno; then clocks_close all the same. */
int clocks_open(struct clocks *c, int sample_hz, int64_t timeout_ns);
void clocks_close(struct clocks *c);
void clocks_start(struct clocks *c);
void clocks_stop(struct clocks *c);

/* How often that one's time has come since it was last asked; 0 for not yet. */
uint64_t clock_expirations(struct clocks *c, int fd);

/* Nanoseconds on a clock that never goes back. */
int64_t now_ns(void);

#endif
