/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/filter_process.h"
#include "i18n/intl.h"
#include "report/report_internal.h"
#include "util/file.h"
#include "util/markup.h"

static void keep_error(struct report *r, int error)
{
	if (error && !r->error)
		r->error = error;
}

static int write_file(const struct report *r, const char *name, const char *data, size_t len)
{
	char path[PATH_MAX], part[PATH_MAX];
	int error = 0;

	format(path, sizeof(path), "%s/%s", r->options->out, name);
	format(part, sizeof(part), "%s/.%s.%d", r->options->out, name, (int)getpid());
	CLEANUP_FD int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return -errno;
	for (size_t done = 0; done < len && !error;) {
		const ssize_t n = write(fd, data + done, len - done);

		error = n < 0 ? -errno : 0;
		done += n > 0 ? (size_t)n : 0;
	}
	if (!error && rename(part, path) < 0)
		error = -errno;
	if (error)
		unlink(part);
	return error;
}

void report_keep(struct report *r, const char *name, const char *data, size_t len)
{
	keep_error(r, write_file(r, name, data, len));
}

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
		keep_error(r, error);
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

/* The runs that are told of: a head that check refuses is told of too. */
static size_t runs_in(const struct report_asked *asked)
{
	size_t runs = 0;

	for (size_t i = 0; i < asked->count; i++)
		runs += asked->series[i].count ? asked->series[i].count : 1;
	return runs;
}

int report_write(const struct report_options *options, char *const *folders, size_t count,
		 size_t *taken, struct report_lack *lack, char *problem, size_t room)
{
	struct report r = {.options = options};
	struct report_asked asked = {0};
	char *md = NULL, *html = NULL;
	size_t md_len = 0, html_len = 0;

	report_read(&asked, folders, count);
	*taken = runs_in(&asked);
	r.md = open_memstream(&md, &md_len);
	r.html = open_memstream(&html, &html_len);
	if (!r.md || !r.html)
		r.error = -ENOMEM;
	if (!r.error) {
		report_begin(&r);
		for (r.labs = 1; r.labs <= asked.count; r.labs++)
			report_lab(&r, &asked.series[r.labs - 1]);
		report_end(&r);
		if (fflush(r.md) == 0)
			report_seal(r.md, md);
	}
	if (r.md)
		fclose(r.md);
	if (r.html)
		fclose(r.html);
	if (!r.error && *taken)
		keep_error(&r, report_put_aside(options->out, r.lack.kept, sizeof(r.lack.kept)));
	if (!r.error && *taken)
		report_keep(&r, "report.md", md, md_len);
	if (!r.error && *taken && !r.lack.cmark)
		report_keep(&r, "report.html", html, html_len);
	free(md);
	free(html);
	report_asked_free(&asked);
	*lack = r.lack;
	if (r.error)
		snprintf(problem, room, "%.300s: %s", options->out, intl_error(-r.error));
	return r.error;
}
