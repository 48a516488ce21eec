/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "util/file.h"

void catalogue_root(char root[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", root, PATH_MAX - 1);

	root[n > 0 ? n : 0] = '\0';
	/* build/pagelab: two names off */
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(root, '/');

		if (slash)
			*slash = '\0';
	}
	if (!root[0])
		strcpy(root, ".");
}

/* scripts/install leaves the list of what it made there. */
bool catalogue_is_installed(const char *root)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/installed", root);
	return access(path, F_OK) == 0;
}

/* 0, -errno, or -EINVAL with the mistake; path is the lab.conf's. */
static int read_lab(const char *root, const char *name, struct labconf *out,
		    struct labconf_error *mistake, char path[PATH_MAX])
{
	CLEANUP_TEXT struct text text = {0};
	int error;

	if (!lab_name_is_valid(name))
		return -ENOENT;
	intl_add_lab(root, name);
	format(path, PATH_MAX, "%s/labs/%s/lab.conf", root, name);
	if ((error = text_read_plain(&text, AT_FDCWD, path)) < 0)
		return error;
	return labconf_parse(text.data, name, out, mistake) ? 0 : -EINVAL;
}

int catalogue_read_lab(const char *root, const char *name, struct labconf *out)
{
	struct labconf_error mistake = {0};
	char path[PATH_MAX];
	int error = read_lab(root, name, out, &mistake, path);

	if (error == -EINVAL && mistake.message[0])
		warnx("%s:%zu: %s", path, mistake.line, mistake.message);
	return error;
}

static int by_order(const void *a, const void *b)
{
	const struct labconf *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	return x->order != y->order ? x->order - y->order : strcmp(x->name, y->name);
}

int catalogue_read(struct catalogue *c, const char *root, size_t *broken)
{
	char path[PATH_MAX];
	DIR *folder;

	*c = (struct catalogue){0};
	*broken = 0;
	format(path, sizeof(path), "%s/labs", root);
	if (!(folder = opendir(path)))
		return -errno;
	for (struct dirent *entry; (entry = readdir(folder));) {
		struct labconf *lab = realloc(c->lab, (c->count + 1) * sizeof(*lab));

		if (!lab) {
			closedir(folder);
			return -ENOMEM;
		}
		c->lab = lab;
		int error = catalogue_read_lab(root, entry->d_name, &lab[c->count]);
		c->count += error == 0;
		*broken += error == -EINVAL;
	}
	closedir(folder);
	qsort(c->lab, c->count, sizeof(*c->lab), by_order);
	return 0;
}

void catalogue_free(struct catalogue *c)
{
	free(c->lab);
	*c = (struct catalogue){0};
}
