/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/names.h"

enum { FIRST_SLOTS = 64 };

/* FNV-1a */
static size_t name_hash(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return (size_t)(hash ^ (hash >> 32));
}

/* Where the text's number stands, or has to. */
static size_t *slot_of(const struct names *names, const char *text)
{
	size_t i = name_hash(text) & (names->slots - 1);

	while (names->slot[i] && strcmp(names->text[names->slot[i] - 1], text) != 0)
		i = (i + 1) & (names->slots - 1);
	return &names->slot[i];
}

/* Never more than half full, so that a search is short and ends. */
static int make_slots(struct names *names)
{
	if (2 * (names->count + 1) <= names->slots)
		return 0;
	const size_t slots = names->slots ? 2 * names->slots : FIRST_SLOTS;
	size_t *slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return -ENOMEM;
	free(names->slot);
	names->slot = slot;
	names->slots = slots;
	for (size_t i = 0; i < names->count; i++)
		*slot_of(names, names->text[i]) = i + 1;
	return 0;
}

static int make_room(struct names *names)
{
	if (names->count < names->room)
		return 0;
	const size_t room = names->room ? 2 * names->room : FIRST_SLOTS;
	char **text = realloc(names->text, room * sizeof(*text));

	if (!text)
		return -ENOMEM;
	names->text = text;
	names->room = room;
	return 0;
}

size_t names_find(const struct names *names, const char *text)
{
	return names->slots ? *slot_of(names, text) : 0;
}

size_t names_add(struct names *names, const char *text)
{
	const size_t number = names_find(names, text);

	if (number)
		return number;
	if (make_slots(names) < 0 || make_room(names) < 0)
		return 0;
	char *copy = strdup(text);
	if (!copy)
		return 0;
	names->text[names->count++] = copy;
	*slot_of(names, copy) = names->count;
	return names->count;
}

static const char blanks[] = " \t\r\v\f";

/* What stands in a line: without its comment, and without the blanks around. */
static char *trimmed(char *line)
{
	line += strspn(line, blanks);
	size_t len = strcspn(line, "#");
	while (line[len] && len && !strchr(blanks, line[len - 1]))
		len += 1 + strcspn(line + len + 1, "#");
	while (len && strchr(blanks, line[len - 1]))
		len--;
	line[len] = '\0';
	return line;
}

int names_add_lines(struct names *names, char *list, const char *(*wrong)(const char *name),
		    struct names_wrong *at)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (strncmp(list, mark, strlen(mark)) == 0)
		list += strlen(mark);
	*at = (struct names_wrong){0};
	while (*list) {
		char *line = list;

		list += strcspn(list, "\n");
		if (*list)
			*list++ = '\0';
		line = trimmed(line);
		at->line++;
		at->why = *line ? wrong(line) : NULL;
		if (at->why)
			return -EINVAL;
		if (*line && !names_add(names, line))
			return -ENOMEM;
	}
	return 0;
}

void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->text[i]);
	free(names->text);
	free(names->slot);
	*names = (struct names){0};
}
