/* SPDX-License-Identifier: MIT */
/* screen_room: what a person is told who gets no room. On stderr. */
#ifndef SCREEN_SCREEN_ROOM_H
#define SCREEN_SCREEN_ROOM_H

#include "cgroup/cap.h"

/*
 * A room of so many bytes is not promised: in numbers why, and what to do. The exit code: EXIT_BUSY
 * where it is other rooms that are in the way, and will be gone.
 */
int screen_no_promise(const struct labconf *conf, const char *root, const struct promise *promise,
		      int64_t bytes);

#endif
