/* SPDX-License-Identifier: MIT */
/* A report.md in which somebody wrote: its last line tells that it is not as it was made. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/report_internal.h"
#include "util/file.h"
#include "util/line.h"
#include "util/size.h"

enum { MOST = 1000 };

/* The last line, of all that stands above it. */
static void seal_of(const char *text, char out[64])
{
	snprintf(out, 64, "<!-- pagelab %016" PRIx64 " -->\n", hash_of(text, ""));
}

void report_seal(FILE *md, const char *text)
{
	char seal[64];

	seal_of(text, seal);
	fputs(seal, md);
}

bool report_is_edited(const char *folder)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX], found[64], seal[64];

	if (path_join(path, sizeof(path), folder, "report.md") < 0 || text_read(&text, path) < 0)
		return false;
	seal_of("", seal);
	const size_t len = strlen(seal);
	if (text.len < len)
		return true;
	snprintf(found, sizeof(found), "%s", text.data + text.len - len);
	text.data[text.len - len] = '\0';
	seal_of(text.data, seal);
	return strcmp(found, seal) != 0;
}

int report_put_aside(const char *folder, char *name, size_t room)
{
	char path[PATH_MAX], kept[PATH_MAX];

	name[0] = '\0';
	if (!report_is_edited(folder))
		return 0;
	if (path_join(path, sizeof(path), folder, "report.md") < 0)
		return -ENAMETOOLONG;
	for (int n = 1; n <= MOST; n++) {
		snprintf(name, room, "report.edited-%d.md", n);
		if (path_join(kept, sizeof(kept), folder, name) < 0)
			return -ENAMETOOLONG;
		if (link(path, kept) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	if (errno == EEXIST)
		return -EEXIST;
	/* Not every file system has links. */
	return rename(path, kept) == 0 ? 0 : -errno;
}
