/* SPDX-License-Identifier: MIT */
/*
 * failed: what an error was about. errno alone says "No such file or directory", and not which; a
 * function that returns -errno names here what it asked for.
 */
#ifndef UTIL_FAILED_H
#define UTIL_FAILED_H

/* Keeps the name beside the error, and returns it as -errno. The last one named counts. */
__attribute__((format(printf, 2, 3))) int failed(int error, const char *what, ...);

/* What that error was about, or "" when it was not named. error: errno or -errno. */
const char *failed_what(int error);

#endif
