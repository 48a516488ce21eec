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

/* Notes that cannot be read would be lost with the report that takes their place. */
static bool are_notes_safe(const struct report *r, char *problem, size_t room)
{
	const int edited = r->error ? 0 : report_edited_in(r->folder);

	if (edited >= 0)
		return true;
	line_set(problem, room,
		 _("%s/report/report.md: %s. What you wrote there would be lost. Make it readable "
		   "(chmod u+r), or move it away"),
		 line_part(r->options->out, 250), intl_error(-edited));
	return false;
}

static void open_folders(struct report *r)
{
	char path[PATH_MAX];

	if (!line_set(path, sizeof(path), "%s", r->options->out))
		report_fail(r, r->options->out, -ENAMETOOLONG);
	else if ((r->out = r->options->makes_out ? folder_make_path(path) : folder_open(path)) < 0)
		report_fail(r, r->options->out, r->out);
	else if ((r->folder = folder_make(r->out, REPORT_FOLDER)) < 0)
		report_fail(r,
			    path_join(path, sizeof(path), r->options->out, REPORT_FOLDER) < 0
				    ? REPORT_FOLDER
				    : path,
			    r->folder);
}

static void make_texts(struct report *r, const struct report_asked *asked, struct texts *t)
{
	r->md = open_memstream(&t->md, &t->md_len);
	r->html = open_memstream(&t->html, &t->html_len);
	if (!r->md || !r->html)
		report_fail(r, REPORT_TEXT, -ENOMEM);
	if (!r->error) {
		report_begin(r);
		for (r->labs = 1; r->labs <= asked->count; r->labs++)
			report_lab(r, &asked->series[r->labs - 1]);
		report_end(r);
		if (fflush(r->md) == 0)
			report_seal(r->md, t->md);
	}
	if (r->md && fclose(r->md) != 0)
		report_fail(r, REPORT_TEXT, -ENOMEM);
	if (r->html && fclose(r->html) != 0)
		report_fail(r, REPORT_PAGE, -ENOMEM);
}

static void make(struct report *r, const struct report_asked *asked)
{
	struct texts texts = {0};

	make_texts(r, asked, &texts);
	if (!r->error)
		report_keep(r, REPORT_TEXT, texts.md, texts.md_len);
	if (!r->error && !r->lack.cmark)
		report_keep(r, REPORT_PAGE, texts.html, texts.html_len);
	report_publish(r);
	report_files_free(r);
	free(texts.md);
	free(texts.html);
}

int report_write(const struct report_options *options, struct report_asked *asked, size_t *taken,
		 struct report_lack *lack, char *problem, size_t room)
{
	struct report r = {.options = options, .out = -1, .folder = -1};

	report_take_fellows(asked);
	*taken = runs_in(asked);
	if (*taken)
		open_folders(&r);
	const bool are_safe = !*taken || are_notes_safe(&r, problem, room);
	if (*taken && !r.error && are_safe)
		make(&r, asked);
	if (r.error)
		line_set(problem, room, "%s: %s", r.failed, intl_error(-r.error));
	close_fd(&r.folder);
	close_fd(&r.out);
	*lack = r.lack;
	return are_safe ? r.error : -EEXIST;
}
