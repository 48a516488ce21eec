/* SPDX-License-Identifier: MIT */
/* filter_process: runs a program of the distribution as a filter: text in, text out. No shell is
 * involved. */
#ifndef I18N_FILTER_PROCESS_H
#define I18N_FILTER_PROCESS_H

#include <stddef.h>

#include "util/file.h"

/*
 * Runs argv[0] (looked up in PATH) with in as its standard input and its standard output in out.
 * 0; -ENOENT: it is not installed; -EIO: it failed; or another -errno. What it says on standard
 * error is shown only when it failed.
 */
int tool_filter(char *const argv[], const char *in, size_t len, struct text *out);

#endif
