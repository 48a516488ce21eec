/* SPDX-License-Identifier: MIT */
/* intl_load: which language is wanted, and its catalogues read from the tree. */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "i18n/intl.h"
#include "i18n/intl_internal.h"
#include "util/file.h"

static void add_file(const char *path)
{
	struct po *messages = intl_messages();
	CLEANUP_TEXT struct text text = {0};
	size_t line = 0;
	int error = text_read_plain(&text, AT_FDCWD, path);

	if (error == -ENOENT || error == -ENOTDIR)
		return;
	if (!error)
		error = po_add(messages, text.data, &line);
	if (error == -EILSEQ)
		warnx("%s:%zu: not a line of a PO file. Expected msgid, msgstr or a string", path,
		      line);
	else if (error)
		warnx("%s: %s", path, intl_error(-error));
	for (size_t i = 0; i < messages->unfit_lines; i++)
		warnx("%s:%zu: left out: expected the same %%s, %%zu and the like in msgstr as in "
		      "msgid",
		      path, messages->unfit_line[i]);
	messages->unfit_lines = 0;
}

void intl_choose(const char *const *names, size_t count, char out[8])
{
	strcpy(out, "en");
	for (size_t i = 0; i < count; i++) {
		const char *name = names[i];

		if (!name || !*name)
			continue;
		const size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz");
		const char *codeset = strchr(name, '.');
		if (len < 2 || len > 3 || (name[len] && !strchr("_.@", name[len])))
			return;
		if (codeset && strncasecmp(codeset, ".utf-8", 6) != 0 &&
		    strncasecmp(codeset, ".utf8", 5) != 0)
			return;
		memcpy(out, name, len);
		out[len] = '\0';
		return;
	}
}

void intl_wanted(char out[8])
{
	const char *names[] = {getenv("PAGELAB_LANG"), getenv("LC_ALL"), getenv("LC_MESSAGES"),
			       getenv("LANG")};

	intl_choose(names, sizeof(names) / sizeof(names[0]), out);
}

/* root/harness/FOLDER/LANGUAGE.po of every folder, in any order: no two hold the same message. */
static void add_harness(const char *root)
{
	char path[PATH_MAX + NAME_MAX + 64];
	struct dirent *entry;
	DIR *folder;

	format(path, sizeof(path), "%s/harness", root);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		format(path, sizeof(path), "%s/harness/%s/%s.po", root, entry->d_name,
		       intl_language());
		add_file(path);
	}
	if (folder)
		closedir(folder);
}

void intl_begin(const char *root)
{
	char wanted[8];

	intl_wanted(wanted);
	intl_speak(wanted);
	if (intl_is_english())
		return;
	add_harness(root);
	intl_add_lab(root, "lib");
	if (!intl_messages()->ids.count)
		intl_english();
}

void intl_add_lab(const char *root, const char *name)
{
	char path[PATH_MAX + 64];

	if (intl_is_english())
		return;
	format(path, sizeof(path), "%s/labs/%s/%s.po", root, name, intl_language());
	add_file(path);
}
