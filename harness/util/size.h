/* SPDX-License-Identifier: MIT */
/* size: sizes as people type and read them. Pure. */
#ifndef UTIL_SIZE_H
#define UTIL_SIZE_H

#include <stddef.h>
#include <stdint.h>

#include "util/value.h"

/*
 * "64M", "1G", "100MiB", "4096": a whole positive number with K, M, G or T (powers of 1024, "iB"
 * or "B" may follow); none means bytes. Unknown for anything else, or what does not fit.
 */
struct value size_parse(const char *s);

/* Bytes as "100 MiB" or "1.5 GiB". */
const char *size_show(int64_t bytes, char *out, size_t room);

/* "1,234,567"; with plus, "+1,234,567" (0 stays "0"). */
const char *count_show(int64_t n, bool plus, char *out, size_t room);

/* FNV-1a, 64 bits, of the strings one after the other, each with its NUL. */
uint64_t hash_of(const char *a, const char *b);

/*
 * Three quarters to five quarters of so many bytes (below 2^46), chosen by the seed and the lab
 * alone: a student's own share. It is not rounded to pages yet.
 */
int64_t size_share(int64_t bytes, const char *seed, const char *lab);

#endif
