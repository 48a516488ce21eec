/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "kernel/unread.h"
#include "util/line.h"

void unread_add(struct unread *unread, enum source source, int error)
{
	for (size_t i = 0; i < unread->count; i++)
		if (unread->text[i].source == source)
			return;
	unread->text[unread->count].source = source;
	unread->text[unread->count++].error = abs(error);
}

void unread_remove(struct unread *unread, int error)
{
	size_t kept = 0;

	for (size_t i = 0; i < unread->count; i++)
		if (unread->text[i].error != error)
			unread->text[kept++] = unread->text[i];
	unread->count = kept;
}

void unread_merge(struct unread *into, const struct unread *from)
{
	for (size_t i = 0; i < from->count; i++)
		unread_add(into, from->text[i].source, from->text[i].error);
}

const char *unread_name(enum source source, char *out, size_t room)
{
	static const char *const folders[] = {
		[SCOPE_PROCESS] = "/proc/PID/", [SCOPE_SYSTEM] = "/proc/", [SCOPE_GROUP] = ""};

	line_set(out, room, "%s%s", folders[sources[source].scope], sources[source].path);
	return out;
}

enum source unread_worst(const struct unread *unread, int *error)
{
	static const enum source always[] = {SOURCE_STATUS, SOURCE_STAT, SOURCE_MEMINFO,
					     SOURCE_VMSTAT};

	for (size_t k = 0; k < sizeof(always) / sizeof(always[0]); k++)
		for (size_t i = 0; i < unread->count; i++)
			if (unread->text[i].source == always[k]) {
				*error = unread->text[i].error;
				return always[k];
			}
	return SOURCES;
}

void unread_json(const struct unread *unread, struct json *j)
{
	char name[64];

	json_open(j, "unread_sources", '[');
	for (size_t i = 0; i < unread->count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "file", unread_name(unread->text[i].source, name, sizeof(name)));
		json_int(j, "errno", unread->text[i].error);
		json_string(j, "error", strerror(unread->text[i].error));
		json_close(j, '}');
	}
	json_close(j, ']');
}
