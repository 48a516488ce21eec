/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "i18n/filled.h"
#include "i18n/intl.h"
#include "i18n/po.h"
#include "util/file.h"

static struct po messages;
static char language[8] = "en";

static bool is_english(void)
{
	return strcmp(language, "en") == 0;
}

const char *_(const char *text)
{
	const char *translated = is_english() ? NULL : po_find(&messages, text);

	return translated ? translated : text;
}

const char *n_(const char *one, const char *many, size_t n)
{
	const char *translated = is_english() ? NULL : po_find(&messages, one);

	return translated ? translated : n == 1 ? one : many;
}

const char *intl_filled(const char *text, char *out, size_t room)
{
	const char *translated = is_english() ? NULL : po_find(&messages, text);

	if (translated)
		return translated;
	return !is_english() && filled_translate(&messages, text, out, room) ? out : text;
}

static void add_file(const char *path)
{
	CLEANUP_TEXT struct text text = {0};
	size_t line = 0;
	int error = text_read_plain(&text, AT_FDCWD, path);

	if (error == -ENOENT || error == -ENOTDIR)
		return;
	if (!error)
		error = po_add(&messages, text.data, &line);
	if (error == -EILSEQ)
		warnx("%s:%zu: not a line of a PO file. Expected msgid, msgstr or a string", path,
		      line);
	else if (error)
		warnx("%s: %s", path, intl_error(-error));
	for (size_t i = 0; i < messages.unfit_lines; i++)
		warnx("%s:%zu: left out: expected the same %%s, %%zu and the like in msgstr as in "
		      "msgid",
		      path, messages.unfit_line[i]);
	messages.unfit_lines = 0;
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

/* root/harness/FOLDER/LANGUAGE.po of every folder, in any order: no message stands in two of them. */
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
		format(path, sizeof(path), "%s/harness/%s/%s.po", root, entry->d_name, language);
		add_file(path);
	}
	if (folder)
		closedir(folder);
}

void intl_begin(const char *root)
{
	intl_wanted(language);
	if (is_english())
		return;
	add_harness(root);
	intl_add_lab(root, "lib");
	if (!messages.ids.count)
		strcpy(language, "en");
}

void intl_add_lab(const char *root, const char *name)
{
	char path[PATH_MAX + 64];

	if (is_english())
		return;
	format(path, sizeof(path), "%s/labs/%s/%s.po", root, name, language);
	add_file(path);
}

void intl_english(void)
{
	strcpy(language, "en");
}

const char *intl_language(void)
{
	return language;
}
