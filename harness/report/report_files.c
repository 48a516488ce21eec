/* SPDX-License-Identifier: MIT */
/* report_files: the files of a report, in memory until all of them are there, and then in their
 * places. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report_internal.h"
#include "util/folder.h"
#include "util/line.h"

struct report_file {
	char name[128];
	char *data;
	size_t len;
};

void report_fail(struct report *r, const char *what, int error)
{
	if (!error || r->error)
		return;
	r->error = error;
	line_set(r->failed, sizeof(r->failed), "%s", line_part(what, sizeof(r->failed) - 1));
}

static void fail_to_write(struct report *r, const char *name, int error)
{
	char path[512];

	line_set(path, sizeof(path), "%s/%s%s", line_part(r->options->out, 250),
		 strcmp(name, REPORT_PAGE) == 0 ? "" : REPORT_FOLDER "/", name);
	report_fail(r, path, error);
}

void report_keep(struct report *r, const char *name, const char *data, size_t len)
{
	struct report_file *grown = realloc(r->file, (r->files + 1) * sizeof(*grown));

	if (!grown) {
		report_fail(r, name, -ENOMEM);
		return;
	}
	r->file = grown;
	grown += r->files;
	if (!line_set(grown->name, sizeof(grown->name), "%s", name)) {
		report_fail(r, name, -ENAMETOOLONG);
	} else if (!(grown->data = malloc(len + 1))) {
		report_fail(r, name, -ENOMEM);
	} else {
		memcpy(grown->data, data, len);
		grown->len = len;
		r->files++;
	}
}

static bool is_page(const struct report_file *file)
{
	return strcmp(file->name, REPORT_PAGE) == 0;
}

static void write_files(struct report *r, int part)
{
	for (size_t i = 0; i < r->files && !r->error; i++) {
		const struct report_file *file = &r->file[i];

		fail_to_write(r, file->name, file_put(part, file->name, file->data, file->len, false));
	}
}

/* The page last: it is what is opened first. */
static void move_files(struct report *r, int part)
{
	for (int page = 0; page <= 1; page++)
		for (size_t i = 0; i < r->files && !r->error; i++) {
			const char *name = r->file[i].name;

			if (is_page(&r->file[i]) == page &&
			    renameat(part, name, page ? r->out : r->folder, name) < 0)
				fail_to_write(r, name, -errno);
		}
}

void report_publish(struct report *r)
{
	static const char prefix[] = ".report-";
	char name[FOLDER_NAME];
	sigset_t all, before;

	if (r->error)
		return;
	/* A signal in between would leave the folder. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	folder_sweep(r->out, prefix);
	int part = folder_make_temporary(r->out, prefix, name);
	if (part < 0) {
		report_fail(r, r->options->out, part);
	} else {
		write_files(r, part);
		if (!r->error)
			fail_to_write(r, REPORT_TEXT,
				      report_put_aside(r->folder, r->lack.kept, sizeof(r->lack.kept)));
		move_files(r, part);
		folder_remove(r->out, name, &part);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void report_files_free(struct report *r)
{
	for (size_t i = 0; i < r->files; i++)
		free(r->file[i].data);
	free(r->file);
	r->file = NULL;
	r->files = 0;
}
