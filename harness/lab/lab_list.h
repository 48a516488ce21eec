/* SPDX-License-Identifier: MIT */
/* lab_list: the labs that are there, found by looking: a lab is a folder with a lab.conf. */
#ifndef LAB_LAB_LIST_H
#define LAB_LAB_LIST_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "lab/labconf.h"

struct catalogue {
	struct labconf *lab; /* in course order: by class, `order`, name */
	size_t count;
};

/*
 * Reads every labs/NAME/lab.conf below root. Complains about a broken one on stderr and leaves it
 * out; *broken counts those. 0 or -errno.
 */
int catalogue_read(struct catalogue *c, const char *root, size_t *broken);
void catalogue_free(struct catalogue *c);

/* Reads one. 0; -ENOENT: no such lab; -EINVAL: broken, and said so on stderr. */
int catalogue_read_lab(const char *root, const char *name, struct labconf *out);

/* The folder that has labs/: the one above the running program's. */
void catalogue_root(char root[PATH_MAX]);

/* Whether `make install` made the tree: it has no sources, and the results of its users do not
 * belong into it. */
bool catalogue_is_installed(const char *root);

#endif
