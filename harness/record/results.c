/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab/lab_list.h"
#include "record/results.h"
#include "util/file.h"
#include "util/folder.h"
#include "util/line.h"

enum { RESULTS_NAME = 192 };

static void host_name(char *out, size_t room)
{
	char host[64] = "";

	gethostname(host, sizeof(host) - 1);
	for (char *s = host; *s; s++)
		if (!(*s >= '0' && *s <= '9') && !(*s >= 'a' && *s <= 'z') &&
		    !(*s >= 'A' && *s <= 'Z'))
			*s = *s == '.' ? '\0' : '-';
	format(out, room, "%.32s", *host ? host : "host");
}

/* A name of this lab's folder that nobody has yet; its .partial is made. */
static int claim(struct results *r, char partial[RESULTS_NAME])
{
	static int number = 1; /* of the process: two labs of one second are two runs */
	char host[64], when[32];
	time_t now = time(NULL);
	struct tm utc;

	host_name(host, sizeof(host));
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
	for (; number <= 99999; number++) {
		format(r->id, sizeof(r->id), "%s-%s-%d-%02d", when, host, getpid(), number);
		if (folder_has(r->lab, r->id) == 1)
			continue;
		format(partial, RESULTS_NAME, "%s.partial", r->id);
		if (mkdirat(r->lab, partial, 0777) == 0) {
			number++;
			return 0;
		}
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/* The folder of the lab, in that of results. path is left at the one that failed. */
static int open_lab(const char *results, const char *lab, char path[PATH_MAX])
{
	format(path, PATH_MAX, "%s", results);
	CLEANUP_FD int top = folder_make_path(path);

	if (top < 0)
		return top;
	format(path, PATH_MAX, "%s/%s", results, lab);
	return folder_make(top, lab);
}

static int open_partial(struct results *r, char path[PATH_MAX])
{
	char partial[RESULTS_NAME];
	int error = claim(r, partial);

	if (error)
		return error;
	format(path, PATH_MAX, "%s/%s", r->top, partial);
	r->folder = folder_enter(r->lab, partial);
	if (r->folder >= 0)
		return 0;
	error = r->folder;
	r->folder = -1;
	unlinkat(r->lab, partial, AT_REMOVEDIR);
	return error;
}

int results_open(struct results *r, const char *results, const char *lab, char path[PATH_MAX])
{
	r->folder = r->lab = -1;
	if (strlen(results) + strlen(lab) + sizeof(r->id) + 32 > sizeof(r->top)) {
		format(path, PATH_MAX, "%.200s…", results);
		return -ENAMETOOLONG;
	}
	format(r->top, sizeof(r->top), "%s/%s", results, lab);
	r->lab = open_lab(results, lab, path);
	const int error = r->lab < 0 ? r->lab : open_partial(r, path);

	if (error)
		close_fd(&r->lab);
	return error;
}

/* A new link beside the old one, then renamed over it: there is always one. */
static int point_latest(const struct results *r)
{
	char new[RESULTS_NAME];
	int error = file_unforeseen(new, sizeof(new), ".latest-");

	if (error)
		return error;
	if (symlinkat(r->id, r->lab, new) < 0)
		return -errno;
	if (renameat(r->lab, new, r->lab, RESULTS_LATEST) == 0)
		return 0;
	error = -errno;
	unlinkat(r->lab, new, 0);
	return error;
}

int results_finish(struct results *r, int *latest_error)
{
	char partial[RESULTS_NAME];

	*latest_error = 0;
	format(partial, sizeof(partial), "%s.partial", r->id);
	const int error = renameat(r->lab, partial, r->lab, r->id) < 0 ? -errno : 0;

	if (!error)
		*latest_error = point_latest(r);
	results_abandon(r);
	return error;
}

bool results_has_no_links(int latest_error)
{
	return latest_error == -EPERM || latest_error == -EOPNOTSUPP || latest_error == -ENOSYS;
}

void results_abandon(struct results *r)
{
	if (r->folder < 0)
		return;
	close_fd(&r->folder);
	close_fd(&r->lab);
}

void results_remove(struct results *r)
{
	char partial[RESULTS_NAME];

	if (r->folder < 0)
		return;
	format(partial, sizeof(partial), "%s.partial", r->id);
	folder_remove(r->lab, partial, &r->folder);
	close_fd(&r->lab);
}

void results_default(const char *root, char *out, size_t room)
{
	char here[PATH_MAX];
	const bool is_here = catalogue_is_installed(root) ||
			     (getcwd(here, sizeof(here)) && strcmp(here, root) == 0);

	format(out, room, "%s%sresults", is_here ? "" : root, is_here ? "" : "/");
}
