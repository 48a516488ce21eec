/* SPDX-License-Identifier: MIT */
/* exit_code: what pagelab ends with. sysexits(3) where it has a word for it. */
#ifndef UTIL_EXIT_CODE_H
#define UTIL_EXIT_CODE_H

enum {
	EXIT_AS_EXPECTED = 0,
	EXIT_NOT_AS_EXPECTED = 1,
	EXIT_BAD_USAGE = 64,
	EXIT_MISSING = 69,
	EXIT_CANNOT_CREATE = 73,
	EXIT_CANNOT_WRITE = 74,
	EXIT_BUSY = 75,
	EXIT_NOT_POSSIBLE = 77,
	EXIT_INTERRUPTED = 130
};

#endif
