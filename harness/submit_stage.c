/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "intl.h"
#include "submit_inside.h"
#include "utf8.h"

enum { FOLDERS_OPEN = 16 };

int submit_fail(struct submission *s, int error, const char *what)
{
	if (error && !s->error) {
		s->error = error;
		snprintf(s->problem, s->room, "%s: %s", what, intl_error(-error));
	}
	return s->error;
}

/* A character of another kind could be a folder's end, an option, or a word of a shell. */
static void name_of(const char *seed, char *out, size_t room)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t n = 0;

	while (*seed && n + 5 < room) {
		const size_t len = utf8_printable(seed), step = len ? len : 1;
		const bool keep = len > 1 || (strchr(plain, *seed) && (n || !strchr(".-", *seed)));

		memcpy(out + n, keep ? seed : "_", step);
		n += step;
		seed += step;
	}
	out[n] = '\0';
}

int submit_stage(struct submission *s)
{
	name_of(s->options->seed, s->name, sizeof(s->name));
	format(s->archive, s->room, "%.3000s/submit-%s.tar.gz", s->options->results, s->name);
	format(s->temporary, sizeof(s->temporary), "%.3000s/.submit-XXXXXX", s->options->results);
	if (!mkdtemp(s->temporary)) {
		s->temporary[0] = '\0';
		return submit_fail(s, -errno, s->options->results);
	}
	format(s->stage, sizeof(s->stage), "%s/%s", s->temporary, s->name);
	return mkdir(s->stage, 0777) < 0 ? submit_fail(s, -errno, s->stage) : 0;
}

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *at)
{
	(void)info;
	(void)what;
	(void)at;
	return remove(path);
}

void submit_unstage(struct submission *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->folders[i]);
	free(s->folders);
	if (s->temporary[0])
		nftw(s->temporary, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
