/* SPDX-License-Identifier: MIT */
/* From the folders that were asked for to the runs that are told of: a series for each lab. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "record/check.h"
#include "record/results.h"
#include "report/report_internal.h"
#include "util/folder.h"
#include "util/line.h"
#include "util/utf8.h"

enum { PROBLEM = PATH_MAX + 100, BESIDE_MAX = 20000 };

static void drop(struct recorded *run)
{
	if (run)
		recorded_free(run);
	free(run);
}

/* The run in a folder that is open, for series_add, or NULL with problem filled. */
static struct recorded *read_run(int fd, const char *folder, char problem[PROBLEM])
{
	struct recorded *run = malloc(sizeof(*run));

	snprintf(problem, PROBLEM, _("%s: no memory"), line_part(folder, 250));
	if (!run || recorded_read_at(run, fd, folder, problem, PROBLEM) == 0)
		return run;
	drop(run);
	return NULL;
}

static void add(struct series *s, struct recorded *run, int fd, bool is_asked)
{
	struct check_report report;
	const bool sound = check_run_at(fd, run->folder, &report);

	series_add(s, run, is_asked, sound ? NULL : report.problem);
}

/* The series that the run belongs to, maybe a new one; NULL without memory. */
static struct series *series_for(struct report_asked *a, const struct recorded *run)
{
	for (size_t i = 0; i < a->count; i++)
		if (series_is_fellow(&a->series[i], run))
			return &a->series[i];
	struct series *grown = realloc(a->series, (a->count + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	a->series = grown;
	grown += a->count++;
	*grown = (struct series){0};
	return grown;
}

static void leave_out(const char *what)
{
	char line[PROBLEM];

	line_set(line, sizeof(line), "%s", what);
	utf8_clean(line);
	fprintf(stderr, _("left out: %s\n"), line);
}

/* A run that was asked for; one that cannot be read is said on stderr. fd may be an error. */
static void take_run(struct report_asked *a, int fd, const char *folder)
{
	char problem[PROBLEM];
	struct recorded *run = read_run(fd, folder, problem);
	struct series *s = run ? series_for(a, run) : NULL;

	if (s) {
		add(s, run, fd, true);
		return;
	}
	leave_out(problem);
	drop(run);
}

/* The run of a lab in a folder of results. No link leads there: it would be somebody else's choice. */
static void take_lab(struct report_asked *a, int results, const char *typed, const char *lab)
{
	char path[PATH_MAX], found[PATH_MAX], problem[PROBLEM];

	if (folder_has(results, lab) == 0 || path_join(path, sizeof(path), typed, lab) < 0)
		return;
	CLEANUP_FD int fd = results_find_in(results, lab, path, found);
	if (fd >= 0) {
		take_run(a, fd, found);
	} else if (fd != -ENOENT) {
		snprintf(problem, sizeof(problem), "%s: %s", line_part(path, 250), intl_error(-fd));
		leave_out(problem);
	}
}

void report_take(struct report_asked *a, const char *typed, const struct catalogue *labs)
{
	char path[PATH_MAX];
	CLEANUP_FD int fd = results_find(typed, path);

	if (fd >= 0 && results_are_in(fd))
		take_run(a, fd, path);
	else if (fd < 0 && !folder_is_absent(fd))
		take_run(a, fd, path);
	for (size_t i = 0; fd >= 0 && !results_are_in(fd) && i < labs->count; i++)
		take_lab(a, fd, path, labs->lab[i].name);
}

/* A folder beside that of the head, open. */
static void take_fellow(struct series *s, int fd, const char *folder, const char *name)
{
	char problem[PROBLEM];
	struct recorded *run = read_run(fd, folder, problem);
	const size_t len = strlen(line_part(folder, 250));

	if (!run) {
		series_refuse(s, name, strlen(problem) > len ? problem + len + 1 : problem);
	} else if (series_is_fellow(s, run)) {
		add(s, run, fd, false);
	} else {
		s->foreign += strcmp(s->head->lab, run->lab) == 0;
		drop(run);
	}
}

/* The folder above that of the head, which may be typed as latest, and its path. */
static int folder_above(const struct series *s, char path[PATH_MAX], struct stat *own)
{
	CLEANUP_FD int head = recorded_reopen(s->head);

	if (head < 0 || fstat(head, own) < 0)
		return head < 0 ? head : -errno;
	char *end = realpath(s->head->folder, path) ? strrchr(path, '/') : NULL;
	if (!end)
		return -errno;
	*end = '\0';
	const int above = openat(head, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return above < 0 ? -errno : above;
}

/* Beside the head: counted, or beyond what fits. What holds no run's files is none. */
static void look_beside(struct series *s, int above, const char *path, const char *name,
			const struct stat *own)
{
	char folder[PATH_MAX];
	struct stat info;
	CLEANUP_FD int fd = folder_enter(above, name);

	if (fd < 0 || fstat(fd, &info) < 0 ||
	    (info.st_dev == own->st_dev && info.st_ino == own->st_ino) || !results_are_in(fd) ||
	    path_join(folder, sizeof(folder), path, name) < 0)
		return;
	if (s->count < SERIES_MAX)
		take_fellow(s, fd, folder, name);
	else
		s->beyond++;
}

/* For scandir(3), which keeps all names: a folder of a million of them is looked at no further. */
static size_t beside;
static int is_beside(const struct dirent *entry)
{
	return results_is_run(entry) && beside++ < BESIDE_MAX;
}

/* The newest first: a RUN_ID begins with its time. */
static void take_fellows(struct series *s)
{
	char path[PATH_MAX], problem[PROBLEM];
	struct dirent **names;
	struct stat own;
	CLEANUP_FD int above = folder_above(s, path, &own);

	beside = 0;
	int n = above < 0 ? -1 : scandirat(above, ".", &names, is_beside, alphasort);

	if (n < 0 && !folder_is_absent(above < 0 ? above : errno)) {
		snprintf(problem, sizeof(problem), _("what lies beside %s: %s"),
			 line_part(s->head->folder, 250), intl_error(above < 0 ? -above : errno));
		leave_out(problem);
	}
	if (beside > BESIDE_MAX)
		s->beyond += beside - BESIDE_MAX;
	for (; n > 0; free(names[n]))
		look_beside(s, above, path, names[--n]->d_name, &own);
	if (n == 0)
		free(names);
}

void report_take_fellows(struct report_asked *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->series[i].asked == 1)
			take_fellows(&a->series[i]);
}

void report_asked_free(struct report_asked *a)
{
	for (size_t i = 0; i < a->count; i++)
		series_free(&a->series[i]);
	free(a->series);
	*a = (struct report_asked){0};
}
