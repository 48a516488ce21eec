/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lab/message_reader.h"
#include "util/failed.h"
#include "util/file.h"

/* Hands out the whole lines and keeps the rest. */
static int take_lines(struct inbox *in, int (*take)(void *self, const struct message *m),
		      void *self)
{
	char *line = in->partial, *end = line + in->partial_len, *newline;
	int error = 0;

	while (!error && (newline = memchr(line, '\n', (size_t)(end - line)))) {
		struct message m = message_parse(line, (size_t)(newline - line));

		if (in->in_long_line)
			in->in_long_line = false;
		else if (m.kind == MESSAGE_BAD)
			in->bad++;
		else
			error = take(self, &m);
		line = newline + 1;
	}
	in->partial_len = (size_t)(end - line);
	memmove(in->partial, line, in->partial_len);
	/* No message is as long as the buffer. */
	if (in->partial_len == sizeof(in->partial)) {
		in->bad += !in->in_long_line;
		in->in_long_line = true;
		in->partial_len = 0;
	}
	return error;
}

int inbox_drain(struct inbox *in, int (*take)(void *self, const struct message *m), void *self)
{
	int error = 0;

	while (in->fd >= 0 && !error) {
		ssize_t n = read(in->fd, in->partial + in->partial_len,
				 sizeof(in->partial) - in->partial_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			close_fd(&in->fd);
		if (n < 0 && errno != EAGAIN)
			return failed(errno, "the lab's messages");
		if (n <= 0)
			return 0;
		in->partial_len += (size_t)n;
		error = take_lines(in, take, self);
	}
	return error;
}
