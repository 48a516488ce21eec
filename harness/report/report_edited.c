/* SPDX-License-Identifier: MIT */
/* A report.md in which somebody wrote: its last line tells that it is not as it was made. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/report_internal.h"
#include "util/folder.h"
#include "util/size.h"

enum { MOST = 1000 };

static const char notes_file[] = "report.md";

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

int report_edited_in(int folder)
{
	CLEANUP_TEXT struct text text = {0};
	char found[64], seal[64];
	const int error = folder_read_file(&text, folder, notes_file, FOLDER_NOTES_MIB);

	if (error)
		return folder_is_absent(error) ? 0 : error;
	seal_of("", seal);
	const size_t len = strlen(seal);
	if (text.len < len)
		return 1;
	snprintf(found, sizeof(found), "%s", text.data + text.len - len);
	text.data[text.len - len] = '\0';
	seal_of(text.data, seal);
	return strcmp(found, seal) != 0;
}

int report_is_edited(const char *out)
{
	CLEANUP_FD int top = folder_open(out);
	CLEANUP_FD int folder = top < 0 ? top : folder_enter(top, REPORT_FOLDER);

	if (folder < 0)
		return folder_is_absent(folder) ? 0 : folder;
	return report_edited_in(folder);
}

/* Not every file system has links, nor the flag: then a name that is free now has to do. */
static int move_aside(int folder, const char *name)
{
	if (linkat(folder, notes_file, folder, name, 0) == 0)
		return 0;
	if (errno == EEXIST)
		return -EEXIST;
	if (renameat2(folder, notes_file, folder, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	const int has = folder_has(folder, name);
	if (has)
		return has < 0 ? has : -EEXIST;
	return renameat(folder, notes_file, folder, name) == 0 ? 0 : -errno;
}

int report_put_aside(int folder, char *name, size_t room)
{
	const int edited = report_edited_in(folder);
	int error = -EEXIST;

	name[0] = '\0';
	if (edited <= 0)
		return edited;
	for (int n = 1; n <= MOST && error == -EEXIST; n++) {
		snprintf(name, room, "report.edited-%d.md", n);
		error = move_aside(folder, name);
	}
	return error;
}
