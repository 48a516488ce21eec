/* SPDX-License-Identifier: MIT */
/* file: reads a kernel text whole. It knows nothing of what stands in it. */
#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stdbool.h>
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

/*
 * What stands beside -errno where a file is refused; intl_error knows them. To FILE_TOO_LARGE the most that it may have
 * is added, in MiB.
 */
enum { FILE_NOT_PLAIN = 5001, FILE_IS_LINK, FILE_FOREIGN_LINK, FILE_TOO_LARGE = 5100, FILE_ERRORS_END = 6000 };

/*
 * As text_pread, of no more than so many MiB: else -(FILE_TOO_LARGE + most_mib). fd may be an error, which is returned
 * then.
 */
int text_pread_most(struct text *t, int fd, int most_mib);

/* A file of ours is read whole: one larger than this is none, and would fill the memory. */
enum { FILE_MIB_MAX = 32 };

/*
 * As text_read, of what anybody may have put there: a pipe, which would wait for ever, a device or
 * a folder is -FILE_NOT_PLAIN, more than FILE_MIB_MAX is -(FILE_TOO_LARGE + FILE_MIB_MAX). Links are followed: of what
 * lies in a folder of somebody else's, folder_read_file reads.
 */
int text_read_plain(struct text *t, int folder, const char *name);

/* file_put.c: all of it, however often write(2) takes a part. 0 or -errno. */
int file_write_all(int fd, const void *data, size_t len);

/*
 * file_put.c: a file in the folder, whole or as it was before: written under a name that nobody can foresee, and renamed.
 * What was there is replaced; a link is, and not what it leads to. on_disk: fsync(2). 0 or -errno, and then nothing of it
 * is left.
 */
int file_put(int folder, const char *name, const void *data, size_t len, bool on_disk);

/* file_put.c: prefix and 128 random bits. 0 or -errno. */
int file_unforeseen(char *out, size_t room, const char *prefix);

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
