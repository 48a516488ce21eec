/* SPDX-License-Identifier: MIT */
/* report_out: what parts of a report go out by: into both texts, and their pictures as files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "i18n/filter_process.h"
#include "i18n/intl.h"
#include "report/report_internal.h"
#include "util/file.h"
#include "util/markup.h"

/* Wide tables scroll by themselves, by key too, and not the page. */
static void copy_html(FILE *f, const char *html)
{
	for (const char *line = html; *line;) {
		const size_t len = strcspn(line, "\n") + 1;

		if (strncmp(line, "<table>\n", len) == 0)
			fprintf(f,
				"<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
				"aria-label=\"%s\">\n<table>\n",
				_("table"));
		else if (strncmp(line, "</table>\n", len) == 0)
			fprintf(f, "</table>\n</div>\n");
		else
			fprintf(f, "%.*s", (int)len, line);
		line += line[len - 1] ? len : len - 1;
	}
}

void report_markdown(struct report *r, const char *markdown, size_t len)
{
	static char *const argv[] = {"cmark-gfm", "--extension", "table", "--to", "html", NULL};
	CLEANUP_TEXT struct text html = {0};

	fwrite(markdown, 1, len, r->md);
	fputc('\n', r->md);
	if (r->lack.cmark)
		return;
	const int error = tool_filter(argv, markdown, len, &html);
	if (error == -ENOENT)
		r->lack.cmark = true;
	else
		report_fail(r, argv[0], error);
	if (!error)
		copy_html(r->html, html.data);
}

void report_svg(struct report *r, const char *name, const char *title, const char *svg, size_t len)
{
	char file[128];

	snprintf(file, sizeof(file), "%s.svg", name);
	report_keep(r, file, svg, len);
	fprintf(r->md, "![");
	markup_markdown(r->md, title);
	fprintf(r->md, "](%s)\n\n", file);
	fprintf(r->html, "<figure>\n");
	fwrite(svg, 1, len, r->html);
	fprintf(r->html, "</figure>\n");
}

void report_open(struct report *r, const char *what)
{
	fprintf(r->html, "<div class=\"%s\">\n", what);
}

void report_close(struct report *r)
{
	fprintf(r->html, "</div>\n");
}

void report_room(struct report *r, const char *title)
{
	fprintf(r->md, "**%s:**\n\n", title);
	fprintf(r->html, "<p class=\"room\"><strong>%s</strong></p>\n", title);
}
