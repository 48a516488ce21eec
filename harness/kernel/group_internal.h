/* SPDX-License-Identifier: MIT */
/* What the parts of group share. */
#ifndef KERNEL_GROUP_INTERNAL_H
#define KERNEL_GROUP_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

/* True when `word` stands in a comma-separated list of `len` bytes. */
bool group_in_list(const char *list, size_t len, const char *word);

#endif
