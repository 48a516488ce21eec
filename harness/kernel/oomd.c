/* SPDX-License-Identifier: MIT */
/* oomd: whether systemd-oomd kills in a group, by the settings of the units above it. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/group_bounds.h"
#include "kernel/oom_settings.h"
#include "util/file.h"

/* The weakest first: systemd.unit(5). */
static const char *const places[] = {"/lib/systemd/system", "/usr/lib/systemd/system",
				     "/run/systemd/transient", "/run/systemd/system",
				     "/etc/systemd/system", "/run/systemd/system.control",
				     "/etc/systemd/system.control"};

int oomd_parse(const char *text)
{
	static const char *const keys[] = {"ManagedOOMMemoryPressure=", "ManagedOOMSwap="};
	int says[2] = {-1, -1};

	for (const char *s = text; *s; s += strcspn(s, "\n"), s += *s == '\n')
		for (size_t i = 0; i < 2; i++)
			if (strncmp(s, keys[i], strlen(keys[i])) == 0)
				says[i] = strncmp(s + strlen(keys[i]), "kill", 4) == 0;
	return says[0] > says[1] ? says[0] : says[1];
}

static void take_file(int *says, int folder, const char *name)
{
	CLEANUP_TEXT struct text text = {0};

	if (text_read_plain(&text, folder, name) < 0)
		return;
	const int here = oomd_parse(text.data);

	*says = here < 0 ? *says : here;
}

static int is_drop_in(const struct dirent *entry)
{
	const size_t len = strlen(entry->d_name);

	return len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static void take_drop_ins(int *says, const char *folder)
{
	struct dirent **entries;
	CLEANUP_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int count = fd < 0 ? -1 : scandir(folder, &entries, is_drop_in, alphasort);

	for (int i = 0; i < count; i++) {
		take_file(says, fd, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* "user@1000.service" has the drop-ins of service, user@.service and user@1000.service. */
static void names_of(const char *unit, char names[3][NAME_MAX + 1])
{
	const char *at = strchr(unit, '@'), *dot = strrchr(unit, '.');

	names[0][0] = names[1][0] = '\0';
	if (dot)
		snprintf(names[0], sizeof(names[0]), "%s", dot + 1);
	if (at && dot && at < dot)
		snprintf(names[1], sizeof(names[1]), "%.*s%s", (int)(at + 1 - unit), unit, dot);
	snprintf(names[2], sizeof(names[2]), "%s", unit);
}

static bool is_killed_in(const struct roots *roots, const char *unit)
{
	char names[3][NAME_MAX + 1], path[PATH_MAX];
	int says = 0;

	names_of(unit, names);
	for (size_t n = 0; n < 3; n++)
		for (size_t i = 0; names[n][0] && i < sizeof(places) / sizeof(places[0]); i++) {
			format(path, sizeof(path), "%s%s/%s", roots->prefix, places[i], names[n]);
			if (n)
				take_file(&says, AT_FDCWD, path);
			format(path, sizeof(path), "%s%s/%s.d", roots->prefix, places[i], names[n]);
			take_drop_ins(&says, path);
		}
	return says > 0;
}

bool oomd_runs(const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX];
	bool found = false;
	DIR *proc = opendir(roots->proc);

	if (!proc)
		return false;
	for (struct dirent *entry; !found && (entry = readdir(proc));) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		format(path, sizeof(path), "%s/%s/comm", roots->proc, entry->d_name);
		found = text_read(&text, path) == 0 && strcmp(text.data, "systemd-oomd\n") == 0;
	}
	closedir(proc);
	return found;
}

bool oomd_watches(const struct roots *roots, const struct group *group, char unit[NAME_MAX + 1])
{
	struct group at = *group;

	if (group->version != 2 || !oomd_runs(roots))
		return false;
	do {
		const char *last = strrchr(at.folder, '/');

		if (!last || strlen(last + 1) > NAME_MAX - 8 || at.folder[at.mount_len] == '\0')
			continue;
		snprintf(unit, NAME_MAX + 1, "%s", last + 1);
		if (strchr(unit, '.') && is_killed_in(roots, unit))
			return true;
	} while (group_up(&at));
	/* The tree's top is the unit -.slice. */
	snprintf(unit, NAME_MAX + 1, "-.slice");
	return is_killed_in(roots, unit);
}
