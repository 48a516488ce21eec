/* SPDX-License-Identifier: MIT */
/* Which row of snapshots.csv is meant, found at once however many there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/check_internal.h"

enum { KEY = 3 * WIRE_NAME };

/* The number behind the key, to be read and set; 0 when it is new. NULL without memory. */
static size_t *number_of(struct index *index, const char *key)
{
	const size_t name = names_add(&index->names, key);

	if (name > index->room) {
		size_t *grown = realloc(index->number, 2 * name * sizeof(*grown));

		if (!grown)
			return NULL;
		memset(grown + index->room, 0, (2 * name - index->room) * sizeof(*grown));
		index->number = grown;
		index->room = 2 * name;
	}
	return name ? &index->number[name - 1] : NULL;
}

/* How a process ended is one edge, by whichever name. */
static const char *key_of(int64_t seq, const char *edge, const char *role, char out[KEY])
{
	snprintf(out, KEY, "%lld %.16s %.48s", (long long)seq,
		 strcmp(edge, "killed") == 0 ? "exited" : edge, role);
	return out;
}

bool seen_index(struct check *c, size_t row)
{
	const struct seen *s = &c->seen[row];
	char key[KEY];
	size_t *number = number_of(&c->views, key_of(s->seq, s->edge, s->role, key));

	if (!number)
		return false;
	/* Of a row that is there twice the first counts, but of two ends the last. */
	if (!*number || strcmp(s->edge, "exited") == 0 || strcmp(s->edge, "killed") == 0)
		*number = row + 1;
	return true;
}

static const struct seen *view(const struct check *c, int64_t seq, const char *edge,
			       const char *role)
{
	char key[KEY];
	const size_t name = names_find(&c->views.names, key_of(seq, edge, role, key));

	return name ? &c->seen[c->views.number[name - 1] - 1] : NULL;
}

const struct seen *seen_find(const struct check *c, int64_t seq, const char *edge, const char *role)
{
	const struct seen *s = view(c, seq, edge, role);

	return s || strcmp(edge, "after") != 0 ? s : view(c, seq, "exited", role);
}

bool seen_follow(struct check *c, size_t row, const struct seen **earlier)
{
	char key[KEY];

	snprintf(key, sizeof(key), "%lld %s", (long long)c->seen[row].pid.n, c->seen[row].role);
	size_t *number = number_of(&c->owners, key);
	*earlier = number && *number ? &c->seen[*number - 1] : NULL;
	if (number)
		*number = row + 1;
	return number != NULL;
}

void index_free(struct index *index)
{
	names_free(&index->names);
	free(index->number);
	*index = (struct index){0};
}
