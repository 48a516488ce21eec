/* SPDX-License-Identifier: MIT */
/* From the folders that were asked for to the runs that are told of: a series for each lab. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "record/check.h"
#include "record/results.h"
#include "report/report_internal.h"
#include "util/file.h"
#include "util/line.h"

enum { PROBLEM = PATH_MAX + 100 };

bool report_is_run(const char *folder)
{
	return results_are_in(folder);
}

bool report_is_lab(const char *folder)
{
	char path[PATH_MAX];

	return results_run(folder, path) != folder;
}

static void drop(struct recorded *run)
{
	if (run)
		recorded_free(run);
	free(run);
}

/* The run, for series_add, or NULL with problem filled. */
static struct recorded *read_run(const char *folder, char problem[PROBLEM])
{
	struct recorded *run = malloc(sizeof(*run));

	snprintf(problem, PROBLEM, _("%.300s: no memory"), folder);
	if (!run || recorded_read(run, folder, problem, PROBLEM) == 0)
		return run;
	drop(run);
	return NULL;
}

static void add(struct series *s, struct recorded *run, bool is_asked)
{
	struct check_report report;
	const bool sound = check_run(run->folder, &report);

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

/* A run that was asked for; one that cannot be read is said on stderr. */
static void take_run(struct report_asked *a, const char *folder)
{
	char problem[PROBLEM];
	struct recorded *run = read_run(folder, problem);
	struct series *s = run ? series_for(a, run) : NULL;

	if (s) {
		add(s, run, true);
		return;
	}
	fprintf(stderr, _("left out: %s\n"), problem);
	drop(run);
}

/* A folder beside that of the head. */
static void take_fellow(struct series *s, const char *folder, const char *name)
{
	char problem[PROBLEM];
	struct recorded *run = read_run(folder, problem);

	if (!run) {
		series_refuse(s, name, problem + (strlen(folder) < 300 ? strlen(folder) + 1 : 0));
	} else if (series_is_fellow(s, run)) {
		add(s, run, false);
	} else {
		s->foreign += strcmp(s->head->lab, run->lab) == 0;
		drop(run);
	}
}

/* The newest first: a RUN_ID begins with its time. What holds no run's files is none. */
static void take_fellows(struct series *s)
{
	char real[PATH_MAX], path[PATH_MAX];
	struct dirent **names;

	/* latest is a link: its folder is that of the run it leads to */
	char *end = realpath(s->head->folder, real) ? strrchr(real, '/') : NULL;
	if (!end)
		return;
	*end = '\0';
	int n = scandir(real, &names, results_is_run, alphasort);
	for (; n > 0; free(names[n])) {
		if (path_join(path, sizeof(path), real, names[--n]->d_name) < 0 ||
		    strcmp(names[n]->d_name, end + 1) == 0 || !report_is_run(path))
			continue;
		if (s->count < SERIES_MAX)
			take_fellow(s, path, names[n]->d_name);
		else
			s->beyond++;
	}
	if (n == 0)
		free(names);
}

void report_read(struct report_asked *a, char *const *folders, size_t count)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < count; i++)
		take_run(a, results_run(folders[i], path));
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
