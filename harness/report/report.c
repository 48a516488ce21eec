/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "i18n/intl.h"
#include "report/report_internal.h"
#include "util/folder.h"
#include "util/line.h"

/* Both texts, in memory until they are whole. */
struct texts {
	char *md, *html;
	size_t md_len, html_len;
};

/* The runs that are told of: a head that check refuses is told of too. */
static size_t runs_in(const struct report_asked *asked)
{
	size_t runs = 0;

	for (size_t i = 0; i < asked->count; i++)
		runs += asked->series[i].count ? asked->series[i].count : 1;
	return runs;
}

/* Says what failed once; what: a file in out, or "". */
static void say(struct report *r, int error, const char *what, char *problem, size_t room)
{
	if (!error || r->error)
		return;
	r->error = error;
	line_set(problem, room, "%s%s%s: %s", line_part(r->options->out, 250), *what ? "/" : "", what,
		 intl_error(-error));
}

/* Notes that cannot be read would be lost with the report that takes their place. */
static void look_for_notes(struct report *r, char *problem, size_t room)
{
	const int edited = report_edited_in(r->folder);

	if (edited >= 0)
		return;
	r->error = edited;
	line_set(problem, room,
		 _("%s/report/report.md: %s. What you wrote there would be lost. Make it readable "
		   "(chmod u+r), or move it away"),
		 line_part(r->options->out, 250), intl_error(-edited));
}

static void open_folders(struct report *r, char *problem, size_t room)
{
	char path[PATH_MAX];

	if (!line_set(path, sizeof(path), "%s", r->options->out))
		say(r, -ENAMETOOLONG, "", problem, room);
	else if ((r->out = r->options->makes_out ? folder_make_path(path) : folder_open(path)) < 0)
		say(r, r->out, "", problem, room);
	else if ((r->folder = folder_make(r->out, REPORT_FOLDER)) < 0)
		say(r, r->folder, REPORT_FOLDER, problem, room);
	if (!r->error)
		look_for_notes(r, problem, room);
}

static void make_texts(struct report *r, const struct report_asked *asked, struct texts *t)
{
	r->md = open_memstream(&t->md, &t->md_len);
	r->html = open_memstream(&t->html, &t->html_len);
	if (!r->md || !r->html)
		report_fail(r, -ENOMEM);
	if (!r->error) {
		report_begin(r);
		for (r->labs = 1; r->labs <= asked->count; r->labs++)
			report_lab(r, &asked->series[r->labs - 1]);
		report_end(r);
		if (fflush(r->md) == 0)
			report_seal(r->md, t->md);
	}
	if (r->md && fclose(r->md) != 0)
		report_fail(r, -ENOMEM);
	if (r->html && fclose(r->html) != 0)
		report_fail(r, -ENOMEM);
}

static void keep_texts(struct report *r, const struct texts *t)
{
	if (!r->error)
		report_fail(r, report_put_aside(r->folder, r->lack.kept, sizeof(r->lack.kept)));
	if (!r->error)
		report_keep(r, "report.md", t->md, t->md_len);
	if (!r->error && !r->lack.cmark)
		report_fail(r, file_put(r->out, "report.html", t->html, t->html_len, false));
}

int report_write(const struct report_options *options, struct report_asked *asked, size_t *taken,
		 struct report_lack *lack, char *problem, size_t room)
{
	struct report r = {.options = options, .out = -1, .folder = -1};
	struct texts texts = {0};

	report_take_fellows(asked);
	*taken = runs_in(asked);
	if (*taken)
		open_folders(&r, problem, room);
	if (*taken && !r.error) {
		make_texts(&r, asked, &texts);
		keep_texts(&r, &texts);
		const int error = r.error;
		r.error = 0;
		say(&r, error, "", problem, room);
	}
	free(texts.md);
	free(texts.html);
	close_fd(&r.folder);
	close_fd(&r.out);
	*lack = r.lack;
	return r.error;
}
