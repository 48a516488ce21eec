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

void unread_read_json(struct unread *unread, const char *json)
{
	enum { ERRNO_MOST = 4095 }; /* MAX_ERRNO of the kernel */
	const char *one;

	*unread = (struct unread){0};
	for (size_t n = 0; (one = json_find_object(json, "unread_sources", n)); n++) {
		const struct value error = json_find_int(one, "errno");
		char file[64], name[64];

		json_find_text(one, "file", file, sizeof(file));
		if (!error.known || error.n <= 0 || error.n > ERRNO_MOST)
			continue;
		/* cgroup v1 and v2 have files of one name, and a group has but one of them. */
		for (enum source s = SOURCE_NONE + 1; s < SOURCES; s++)
			if (strcmp(unread_name(s, name, sizeof(name)), file) == 0) {
				unread_add(unread, s, (int)error.n);
				break;
			}
	}
}
