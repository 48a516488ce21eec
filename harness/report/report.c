/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "i18n/intl.h"
#include "report/report_internal.h"

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
		report_fail(&r, report_put_aside(options->out, r.lack.kept, sizeof(r.lack.kept)));
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
