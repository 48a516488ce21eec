/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "course/seed.h"
#include "course/submit.h"
#include "course/submit_internal.h"
#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "record/check.h"
#include "record/results.h"
#include "util/folder.h"
#include "util/line.h"
#include "util/utf8.h"

static void leave_run_out(struct submission *s, const char *path, const char *why)
{
	char line[PATH_MAX + 600];

	snprintf(line, sizeof(line), _("left out: %s: %s"), path, why);
	utf8_clean(line);
	fprintf(stderr, "%s\n", line);
	s->counts->left_out++;
}

/* Whether the run is the student's, and as it was made. */
static bool is_sound(struct submission *s, const struct recorded *run, int fd, const char *path)
{
	struct check_report report;
	struct seeded own;
	char why[300] = "";
	const char *foreign = submit_foreign_file(fd);

	if (foreign) {
		snprintf(why, sizeof(why), _("%s is no ordinary file"), foreign);
		leave_run_out(s, path, why);
		return false;
	}
	if (!check_run_at(fd, path, &report)) {
		leave_run_out(s, path, report.problem);
		return false;
	}
	if (!seed_of_run(s->options->root, run, s->options->seed, &own))
		submit_say_untold(s, run, why, sizeof(why));
	else
		seed_fits(run, s->options->seed, own, why, sizeof(why));
	if (*why)
		leave_run_out(s, path, why);
	return !*why;
}

static void count_guesses(struct submit_counts *counts, const struct recorded *run)
{
	counts->guesses_asked += run->guesses;
	for (size_t i = 0; i < run->guesses; i++)
		counts->guesses_made += run->guess[i].of.guess.known;
}

static int stage_run(struct submission *s, const char *lab, int fd, const char *path)
{
	char folder[PATH_MAX], staged[PATH_MAX];
	const char *id = strrchr(path, '/');

	if (path_join(folder, sizeof(folder), s->stage, lab) < 0 ||
	    path_join(staged, sizeof(staged), folder, id ? id + 1 : "run") < 0)
		return submit_fail(s, -ENAMETOOLONG, line_part(s->stage, 60));
	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return submit_fail(s, -errno, folder);
	const int error = submit_stage_run(fd, staged);
	if (error)
		return submit_fail(s, error, error == -ENOSPC ? s->archive : staged);
	/* The report looks at the runs beside it too, which are not staged. */
	s->folders[s->count++] = realpath(path, NULL);
	s->counts->labs++;
	return s->folders[s->count - 1] ? 0 : submit_fail(s, -ENOMEM, staged);
}

/* Whether the run in that folder is this student's. One that cannot be read may be: that is said, once. */
static bool read_own(struct submission *s, struct recorded *run, int fd, const char *path, bool says)
{
	char problem[PATH_MAX + 100];
	const char *shown = line_part(path, 250), *why = problem;

	if (recorded_read_at(run, fd, path, problem, sizeof(problem)) == 0)
		return strcmp(run->seed, s->options->seed) == 0;
	const char *foreign = submit_foreign_file(fd);
	if (foreign)
		snprintf(problem, sizeof(problem), _("%s is no ordinary file"), foreign);
	why += strncmp(why, shown, strlen(shown)) == 0 ? strlen(shown) : 0;
	if (says && results_are_in(fd))
		leave_run_out(s, path, why + strspn(why, "/: "));
	return false;
}

/* False: it is another student's, no run, of the other kind, or refused, which is said. */
static bool take_run(struct submission *s, const char *lab, int fd, const char *path, bool with_guesses)
{
	struct recorded run;
	struct submit_counts own = {0};
	bool taken = read_own(s, &run, fd, path, with_guesses);

	if (taken) {
		count_guesses(&own, &run);
		taken = (own.guesses_made > 0) == with_guesses && is_sound(s, &run, fd, path) &&
			stage_run(s, lab, fd, path) == 0;
	}
	if (taken)
		count_guesses(s->counts, &run);
	recorded_free(&run);
	return taken;
}

/* The newest run with that seed, of a lab that nobody here can hold it against. */
static bool name_run(struct submission *s, const char *lab, int fd, const char *path)
{
	char why[LABCONF_NAME + 200];
	struct recorded run;
	const bool is_own = read_own(s, &run, fd, path, false);

	if (is_own) {
		snprintf(why, sizeof(why), _("there is no lab %s here"), lab);
		leave_run_out(s, path, why);
	}
	recorded_free(&run);
	return is_own;
}

enum kind { WITH_GUESSES, WITHOUT_GUESSES, OF_NO_LAB };

static bool take_one(struct submission *s, const char *lab, int folder, const char *name, enum kind kind)
{
	char path[PATH_MAX];
	CLEANUP_FD int fd = folder_enter(folder, name);

	if (!line_set(path, sizeof(path), "%s/%s/%s", s->options->results, lab, name) || fd < 0)
		return false;
	return kind == OF_NO_LAB ? name_run(s, lab, fd, path)
				 : take_run(s, lab, fd, path, kind == WITH_GUESSES);
}

/* The newest first: a RUN_ID begins with its time. Whether one was found. */
static bool take_newest(struct submission *s, const char *lab, enum kind kind)
{
	CLEANUP_FD int results = folder_open(s->options->results);
	CLEANUP_FD int folder = results < 0 ? results : folder_enter(results, lab);
	struct dirent **names;
	bool done = false;
	const int n = folder < 0 ? -1 : scandirat(folder, ".", &names, results_is_run, alphasort);

	if (n < 0) {
		const int error = folder < 0 ? -folder : errno;

		if (!folder_is_absent(error))
			leave_run_out(s, lab, intl_error(error));
		return false;
	}
	for (int i = n - 1; i >= 0; free(names[i--]))
		if (!done && !s->error)
			done = take_one(s, lab, folder, names[i]->d_name, kind);
	free(names);
	return done;
}

static int add_report(struct submission *s)
{
	const struct report_options options = {.root = s->options->root, .out = s->stage};
	const struct catalogue none = {0};
	struct report_asked asked = {0};
	char problem[PATH_MAX + 100];
	size_t taken;

	for (size_t i = 0; i < s->count; i++)
		report_take(&asked, s->folders[i], &none);
	const int error = report_write(&options, &asked, &taken, &s->counts->lack, problem, sizeof(problem));
	report_asked_free(&asked);
	return error ? submit_fail(s, error, problem) : 0;
}

/* Folders of results that have the name of a lab, but no lab here has that name. */
static void name_others(struct submission *s, const struct catalogue *labs)
{
	struct dirent **names;
	const int n = scandir(s->options->results, &names, results_is_run, alphasort);

	for (int i = 0; i < n; free(names[i++])) {
		size_t lab = 0;

		while (lab < labs->count && strcmp(labs->lab[lab].name, names[i]->d_name) != 0)
			lab++;
		if (lab == labs->count && lab_name_is_valid(names[i]->d_name))
			take_newest(s, names[i]->d_name, OF_NO_LAB);
	}
	if (n >= 0)
		free(names);
}

/*
 * The newest sound run of each; those with a prediction before all without one: to run a lab again,
 * only to look at it, takes nothing back.
 */
static void take_labs(struct submission *s)
{
	struct catalogue labs;
	size_t broken;

	if (catalogue_read(&labs, s->options->root, &broken) < 0) {
		submit_fail(s, -ENOENT, s->options->root);
		return;
	}
	s->folders = calloc(labs.count + 1, sizeof(*s->folders));
	if (!s->folders)
		submit_fail(s, -ENOMEM, s->options->root);
	for (size_t i = 0; i < labs.count && !s->error; i++)
		if (!take_newest(s, labs.lab[i].name, WITH_GUESSES))
			take_newest(s, labs.lab[i].name, WITHOUT_GUESSES);
	if (!s->error)
		name_others(s, &labs);
	catalogue_free(&labs);
}

int submit(const struct submit_options *options, struct submit_counts *counts, char *archive,
	   char *problem, size_t room)
{
	struct submission s = {.options = options,
			       .counts = counts,
			       .held = -1,
			       .archive = archive,
			       .problem = problem,
			       .room = room};

	*counts = (struct submit_counts){0};
	problem[0] = '\0';
	if (submit_stage(&s) == 0)
		take_labs(&s);
	if (!s.error && counts->labs && submit_add_answers(&s) == 0 && add_report(&s) == 0)
		submit_pack(&s);
	submit_unstage(&s);
	return s.error;
}
