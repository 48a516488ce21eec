/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course/submit_internal.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/line.h"
#include "util/size.h"
#include "util/utf8.h"

enum { FOLDERS_OPEN = 16 };

static const char prefix[] = SUBMIT_PREFIX;

int submit_fail(struct submission *s, int error, const char *what)
{
	if (error && !s->error) {
		s->error = error;
		snprintf(s->problem, s->room, "%s: %s", what, intl_error(-error));
	}
	return s->error;
}

/*
 * A character of another kind could be a folder's end, an option, or a word of a shell. An id that
 * has one gets a number of its own: "a b" and "a,b" are two students.
 */
static void name_of(const char *seed, char *out, size_t room)
{
	const uint64_t hash = hash_of(seed, "");
	bool is_whole = true;
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t n = 0;

	while (*seed && n + 16 < room) {
		const size_t len = utf8_printable(seed), step = len ? len : 1;
		const bool keep = len > 1 || (strchr(plain, *seed) && (n || !strchr(".-", *seed)));

		memcpy(out + n, keep ? seed : "_", step);
		is_whole &= keep;
		n += step;
		seed += step;
	}
	out[n] = '\0';
	if (!is_whole)
		line_add(out, room, "-%08x", (unsigned)(hash ^ hash >> 32));
}

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *at)
{
	(void)info;
	(void)what;
	(void)at;
	return remove(path);
}

static bool remove_folder(const char *path)
{
	return nftw(path, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0;
}

static int is_stage(const struct dirent *entry)
{
	return strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
	       strlen(entry->d_name) == strlen(prefix) + strlen("XXXXXX");
}

/* One of our own that nobody holds: whoever made it was killed. */
static bool sweep(const char *path)
{
	CLEANUP_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat info;

	return fd >= 0 && fstat(fd, &info) == 0 && info.st_uid == geteuid() &&
	       flock(fd, LOCK_EX | LOCK_NB) == 0 && remove_folder(path);
}

size_t submit_sweep(const char *results)
{
	char path[PATH_MAX];
	struct dirent **names;
	const int n = scandir(results, &names, is_stage, NULL);
	size_t swept = 0;

	for (int i = 0; i < n; free(names[i++])) {
		if (path_join(path, sizeof(path), results, names[i]->d_name) == 0)
			swept += sweep(path);
	}
	if (n >= 0)
		free(names);
	return swept;
}

/* Makes the folder and holds it, anew when it was swept before we held it. 0 or -errno. */
static int make_temporary(struct submission *s)
{
	for (int tries = 0; tries < 8; tries++) {
		if (!line_set(s->temporary, sizeof(s->temporary), "%s/%sXXXXXX",
			      s->options->results, prefix)) {
			errno = ENAMETOOLONG;
			break;
		}
		if (!mkdtemp(s->temporary))
			break;
		s->held = open(s->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (s->held >= 0)
			flock(s->held, LOCK_EX); /* where there are no locks, nobody sweeps */
		if (s->held >= 0 && access(s->temporary, F_OK) == 0)
			return 0;
		close_fd(&s->held);
		s->held = -1;
	}
	const int error = -errno;
	s->temporary[0] = '\0';
	return error;
}

int submit_stage(struct submission *s)
{
	name_of(s->options->seed, s->name, sizeof(s->name));
	if (!line_set(s->archive, s->room, "%s/submit-%s.tar.gz", s->options->results, s->name))
		return submit_fail(s, -ENAMETOOLONG, line_part(s->options->results, 60));
	submit_sweep(s->options->results);
	const int error = make_temporary(s);
	if (error)
		return submit_fail(s, error, s->options->results);
	if (path_join(s->stage, sizeof(s->stage), s->temporary, s->name) < 0)
		return submit_fail(s, -ENAMETOOLONG, line_part(s->options->results, 60));
	return mkdir(s->stage, 0777) < 0 ? submit_fail(s, -errno, s->stage) : 0;
}

void submit_unstage(struct submission *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->folders[i]);
	free(s->folders);
	if (s->temporary[0])
		remove_folder(s->temporary);
	close_fd(&s->held);
}
