/* SPDX-License-Identifier: MIT */
/* message_reader: the reading end of a lab's pipe, cut into messages. */
#ifndef LAB_MESSAGE_READER_H
#define LAB_MESSAGE_READER_H

#include <limits.h>
#include <stdint.h>

#include "lab/protocol.h"

struct inbox {
	int fd;			/* −1 once the other end is closed */
	char partial[PIPE_BUF]; /* a message whose newline has not come yet */
	size_t partial_len;
	bool in_long_line; /* up to the next newline all is the tail of one that was too long */
	uint64_t bad;	   /* messages that were not of the form */
};

/*
 * Reads all that is there now (fd does not block) and hands out each message in order; stops at the
 * first -errno that take returns, and returns it.
 */
int inbox_drain(struct inbox *in, int (*take)(void *self, const struct message *m), void *self);

#endif
