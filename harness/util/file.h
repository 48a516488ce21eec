/* SPDX-License-Identifier: MIT */
/* file: reads a kernel text whole. It knows nothing of what stands in it. */
#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* A text that grows as needed and is used again; all zero at first. */
struct text {
	char *data; /* ends in a NUL that len does not count */
	size_t len;
	size_t room;
};

void text_free(struct text *t);

/* Reads from offset 0 until the end. 0 or -errno; then the text is empty. */
int text_pread(struct text *t, int fd);

/* The same for a text of one line, which the kernel gives whole: its newline is its end. */
int text_pread_line(struct text *t, int fd);

/* Opens, reads and closes. 0 or -errno; then the text is empty. */
int text_read(struct text *t, const char *path);

/* What stands beside -errno where a file is refused; intl_error knows them. */
enum { FILE_NOT_PLAIN = 5001, FILE_TOO_LARGE };

/* A file of ours is read whole: one larger than this is none, and would fill the memory. */
enum { FILE_BYTES_MAX = 32 << 20 };

/*
 * As text_read, of what anybody may have put there: a pipe, which would wait for ever, a device or
 * a folder is -FILE_NOT_PLAIN, more than FILE_BYTES_MAX is -FILE_TOO_LARGE.
 */
int text_read_plain(struct text *t, int folder, const char *name);

/* Closes *fd once and makes it −1; for __attribute__((cleanup)) too. */
void close_fd(int *fd);

#define CLEANUP_FD   __attribute__((cleanup(close_fd)))
#define CLEANUP_TEXT __attribute__((cleanup(text_free)))

/*
 * printf into a buffer of a known size. Dies (EX_SOFTWARE) rather than cut: a cut path is another
 * path.
 */
__attribute__((format(printf, 3, 4))) void format(char *out, size_t room, const char *how, ...);

#endif
