/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "course/class.h"
#include "course/collect_internal.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/line.h"
#include "util/utf8.h"

struct collector {
	const struct collect_options *options;
	struct collect_counts *counts;
	struct names ids, labs, hosts, students;
	struct names examples; /* run_ids: the runs that come with the labs, nobody's own */
	struct collect_sizes sizes;
	struct collect_files files; /* and the first error */
};

static void leave_out(void *self, const char *path, const char *why)
{
	struct collector *c = self;
	char line[PATH_MAX + 600];

	snprintf(line, sizeof(line), _("left out: %s: %s"), path, why);
	utf8_clean(line);
	fprintf(stderr, "%s\n", line);
	c->counts->left_out++;
}

/*
 * Who made it, in the words that shall be written. A seed is a student's own name; where none was
 * said, students are told apart by their machines.
 */
static int name_student(struct collector *c, struct collected *run)
{
	const bool has_seed = run->run.seed[0] != '\0';
	const char *key = has_seed ? run->run.seed : run->run.host;
	const size_t before = c->students.count;
	const size_t student = names_add(&c->students, key),
		     host = names_add(&c->hosts, run->run.host);

	if (!student || !host || !names_add(&c->ids, run->run.id) ||
	    !names_add(&c->labs, run->run.lab))
		return collect_fail(&c->files, -ENOMEM, _("the names of runs"));
	c->counts->students += has_seed && c->students.count > before;
	c->counts->hosts += !has_seed && c->students.count > before;
	if (!c->options->anonymous) {
		format(run->id, sizeof(run->id), "%s", run->run.id);
		format(run->host, sizeof(run->host), "%s", run->run.host);
		format(run->seed, sizeof(run->seed), "%s", run->run.seed);
		format(run->student, sizeof(run->student), "%s", key);
		return 0;
	}
	format(run->id, sizeof(run->id), "run-%zu", c->ids.count);
	format(run->host, sizeof(run->host), "host-%zu", host);
	format(run->student, sizeof(run->student), "student-%zu", student);
	format(run->seed, sizeof(run->seed), "%s", has_seed ? run->student : "");
	return 0;
}

static void take(void *self, int fd, const char *path)
{
	struct collector *c = self;
	struct collected run;
	char why[700];

	const bool sound = collect_judge(&run, fd, path, &c->ids, why, sizeof(why));
	if (names_find(&c->examples, run.run.id)) {
		/* It is in everybody's copy of the labs; but nobody may hand it in as his own. */
		if (!sound || run.run.seed[0])
			leave_out(c, path,
				  _("an example that comes with the labs, and it was edited"));
	} else if (!sound || (c->options->roster &&
			      !collect_fits_seed(&c->sizes, &run.run, why, sizeof(why)))) {
		leave_out(c, path, why);
	} else if (name_student(c, &run) == 0 && collect_files_run(&c->files, &run) == 0) {
		c->counts->runs++;
	}
	recorded_free(&run.run);
}

static bool is_over(void *self)
{
	struct collector *c = self;

	if (collect_interrupted())
		collect_fail(&c->files, -EINTR, "stopped");
	return c->files.error != 0;
}

static int walk_folders(struct collector *c, char *const *folders)
{
	struct collect_walk walk = {.self = c,
				    .take = take,
				    .leave_out = leave_out,
				    .is_over = is_over,
				    .by_inode = c->options->anonymous};

	collect_walk(&walk, folders);
	return is_over(c) ? c->files.error : 0;
}

static bool is_inside(const char *path, const char *folder)
{
	const size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

/* Who names the folder with the examples wants them. */
static void note_examples(struct collector *c, char *const *folders)
{
	char path[PATH_MAX], sample[PATH_MAX], asked[PATH_MAX], problem[PATH_MAX + 100];
	struct dirent **lab;

	if (path_join(path, sizeof(path), c->options->root, "results/sample") < 0 ||
	    !realpath(path, sample))
		return;
	for (; *folders; folders++)
		if (realpath(*folders, asked) && is_inside(asked, sample))
			return;
	for (int n = scandir(sample, &lab, NULL, alphasort), i = 0; i < n; i++) {
		struct recorded run = {0};

		if (path_join(path, sizeof(path), sample, lab[i]->d_name) == 0 &&
		    recorded_read(&run, path, problem, sizeof(problem)) == 0)
			names_add(&c->examples, run.id);
		recorded_free(&run);
		free(lab[i]);
		if (i == n - 1)
			free(lab);
	}
}

int collect(const struct collect_options *options, char *const *folders,
	    struct collect_counts *counts, char *problem, size_t room)
{
	struct collector c = {
		.options = options, .counts = counts, .sizes = {.root = options->root}};
	const struct class_roster roster = {options->roster, &c.students, options->anonymous};

	/* Nothing half-written stays behind: whoever asks us to stop is heard between two runs. */
	collect_hold_signals();
	*counts = (struct collect_counts){0};
	note_examples(&c, folders);
	collect_files_init(&c.files, options->out, problem, room);
	if (walk_folders(&c, folders) == 0 && counts->runs)
		collect_files_finish(&c.files, &roster);
	counts->database = c.files.has_database;
	counts->labs = c.labs.count;
	collect_files_close(&c.files);
	collect_sizes_free(&c.sizes);
	names_free(&c.ids);
	names_free(&c.examples);
	names_free(&c.labs);
	names_free(&c.hosts);
	names_free(&c.students);
	return c.files.error;
}
