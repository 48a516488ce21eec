/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "record/check_internal.h"
#include "util/folder.h"
#include "util/json.h"

static bool read_page_size(struct check *c)
{
	CLEANUP_TEXT struct text text = {0};
	const int error = folder_read_file(&text, c->folder, "run.json", FOLDER_JSON_MIB);

	if (error == -ENOENT) {
		c->report->missing = true;
		return wrong(c, "run.json", 0, _("it is not there: the run did not end by itself"));
	}
	if (error < 0)
		return wrong(c, "run.json", 0, "%s", intl_error(-error));
	if (text.len < 3 || strcmp(text.data + text.len - 3, "\n}\n") != 0)
		return wrong(c, "run.json", 0, _("it is cut off"));
	struct value page = json_find_int(text.data, "page_size_bytes");
	if (!page.known || page.n < 1024)
		return wrong(c, "run.json", 0, _("page_size_bytes is missing or no page size"));
	c->page_kib = page.n / 1024;
	return true;
}

bool check_run_at(int fd, const char *folder, struct check_report *report)
{
	struct check c = {.report = report, .folder = fd};

	*report = (struct check_report){0};
	if (fd < 0) {
		report->missing = true;
		return wrong(&c, folder, 0,
			     _("%s. Expected a run's folder, as results/lazy/latest"),
			     intl_error(-fd));
	}
	bool right = read_page_size(&c) && check_snapshots(&c) && check_measures(&c) &&
		     check_steps(&c) && check_series(&c) && check_guesses(&c);
	free(c.seen);
	index_free(&c.views);
	index_free(&c.owners);
	names_free(&c.measures);
	free(c.measured);
	return right;
}

bool check_run(const char *folder, struct check_report *report)
{
	CLEANUP_FD int fd = folder_open(folder);

	return check_run_at(fd, folder, report);
}
