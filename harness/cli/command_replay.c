/* SPDX-License-Identifier: MIT */
/* pagelab replay DIR */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "record/check.h"
#include "record/results.h"
#include "screen/replay.h"
#include "screen/screen.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/line.h"
#include "util/utf8.h"

static const char replay_usage[] =
	N_("pagelab replay [--pause] [--no-color] DIR: a recorded run, step by step, on the screen "
	   "of\n"
	   "a live one. Nothing is run, measured or written. --pause waits for Enter before each "
	   "step.\n"
	   "DIR is a run's folder: pagelab replay results/sample/oom\n");

/* False when usage is all there is to say; *code is then the exit code. */
static bool parse_replay(int argc, char **argv, struct session_options *o, int *code)
{
	static const struct option options[] = {
		{"pause", no_argument, NULL, 'p'},
		{"no-color", no_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int c;

	*code = EXIT_BAD_USAGE;
	while ((c = option_next(argc, argv, ":h", options)) != -1) {
		if (c == 'p')
			o->pause = true;
		else if (c == 'n')
			o->color = false;
		else if (c == 'h')
			*code = EXIT_AS_EXPECTED;
		else
			return false;
	}
	if (*code != EXIT_AS_EXPECTED && argc - optind == 1)
		return true;
	fputs(_(replay_usage), *code == EXIT_AS_EXPECTED ? stdout : stderr);
	return false;
}

/* A folder that was changed is shown as well, and never as if it were honest. */
static void warn_of_changes(int fd, const char *folder)
{
	struct check_report report;

	if (check_run_at(fd, folder, &report))
		return;
	utf8_clean(report.problem);
	fprintf(stderr,
		_("Do not trust this recording. pagelab check says: %s\n"
		  "It is played as it stands.\n"),
		report.problem);
}

/* The sentences of a lab that this copy does not have are left out. */
static void read_lab(struct labconf *conf, const char *name)
{
	char root[PATH_MAX];

	catalogue_root(root);
	if (catalogue_read_lab(root, name, conf) == 0)
		return;
	*conf = (struct labconf){0};
	snprintf(conf->name, sizeof(conf->name), "%s", name);
	snprintf(conf->summary, sizeof(conf->summary), N_("not a lab of this copy: no sentences"));
}

static bool has_page_size(const struct recorded *r)
{
	const int64_t bytes = r->page_bytes.known ? r->page_bytes.n : 0;

	return bytes >= 1024 && bytes <= 1024 * 1024 && (bytes & (bytes - 1)) == 0;
}

static int play(struct recorded *r, int fd, const struct session_options *options)
{
	struct labconf conf;

	warn_of_changes(fd, r->folder);
	read_lab(&conf, r->lab);
	return replay(r, &conf, options);
}

static int read_and_play(int fd, const char *folder, const struct session_options *options)
{
	char problem[PATH_MAX + 100];
	struct recorded r;
	int error = recorded_read_at(&r, fd, folder, problem, sizeof(problem));

	if (!error && !has_page_size(&r)) {
		error = -EILSEQ;
		snprintf(problem, sizeof(problem), _("%s/run.json: no page size"), line_part(folder, 250));
	} else if (!error && (error = play(&r, fd, options)) < 0) {
		snprintf(problem, sizeof(problem), "%s: %s", line_part(folder, 250), intl_error(-error));
	}
	recorded_free(&r);
	if (!error)
		return EXIT_AS_EXPECTED;
	utf8_clean(problem);
	fprintf(stderr,
		_("%s. Expected a run's folder. Type: build/pagelab replay results/sample/oom\n"),
		problem);
	return EXIT_MISSING;
}

int command_replay(int argc, char **argv)
{
	struct session_options options = {.color = screen_wants_color()};
	char path[PATH_MAX];
	int code;

	if (!parse_replay(argc, argv, &options, &code))
		return code;
	CLEANUP_FD int fd = results_find(argv[optind], path);
	return read_and_play(fd, path, &options);
}
