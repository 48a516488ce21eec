/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/pagemap_internal.h"

/* A few regions of every other page; more is no picture any more. 24 bytes each. */
enum { RUNS_MAX = 1 << 22 };

static const char *const words[PAGE_STATES] = {N_("absent"), N_("zero"), N_("present"),
					       N_("huge"),   N_("file"), N_("swapped")};

int pagemap_state_of(const char *word)
{
	for (int i = 0; i < PAGE_STATES; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return -1;
}

const char *pagemap_word(int state)
{
	return state >= 0 && state < PAGE_STATES ? words[state] : "";
}

void pagemap_keep(struct map_edge *edge, uint64_t start, uint64_t pages, const char *state)
{
	if (edge->count == edge->room) {
		const size_t room = edge->room ? 2 * edge->room : 64;
		struct map_run *grown =
			room > RUNS_MAX ? NULL : realloc(edge->run, room * sizeof(*grown));

		edge->cut = edge->cut || !grown;
		if (!grown)
			return;
		edge->run = grown;
		edge->room = room;
	}
	edge->run[edge->count++] = (struct map_run){start, pages, pagemap_state_of(state)};
}

bool pagemap_same(const struct map_edge *a, const struct map_edge *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; i < a->count && same; i++)
		same = a->run[i].start == b->run[i].start && a->run[i].pages == b->run[i].pages &&
		       a->run[i].state == b->run[i].state;
	return same;
}

/* A run in page numbers; false for one that has no page, no state, or no place. */
static bool place(const struct map_run *run, uint64_t page_bytes, struct frame *out)
{
	if (!page_bytes || run->state < 0 || run->state >= PAGE_STATES)
		return false;
	out->first = run->start / page_bytes;
	const uint64_t room = UINT64_MAX / page_bytes - out->first;
	out->end = out->first + (run->pages < room ? run->pages : room);
	return out->end > out->first;
}

static uint64_t sum_capped(uint64_t a, uint64_t b)
{
	return a > INT64_MAX || b > INT64_MAX - a ? INT64_MAX : a + b;
}

void pagemap_count(const struct map_edge *edge, uint64_t page_bytes, int64_t pages[PAGE_STATES])
{
	struct frame at;

	memset(pages, 0, PAGE_STATES * sizeof(pages[0]));
	for (size_t i = 0; i < edge->count; i++) {
		if (!place(&edge->run[i], page_bytes, &at))
			continue;
		int64_t *sum = &pages[edge->run[i].state];
		*sum = (int64_t)sum_capped((uint64_t)*sum, at.end - at.first);
	}
}

static void add_frame(struct frames *frames, const struct frame *region)
{
	for (size_t i = 0; i < frames->count; i++) {
		struct frame *f = &frames->frame[i];

		if (region->first == f->first && region->end > f->end)
			f->end = region->end;
		if (region->first >= f->first && region->end <= f->end)
			return;
	}
	if (frames->count == FRAMES)
		frames->more = true;
	else
		frames->frame[frames->count++] = *region;
}

void frames_find(const struct pagemap *map, struct frames *frames)
{
	const struct map_edge *const edges[] = {map->before, map->after};

	*frames = (struct frames){.count = 0};
	for (size_t e = 0; e < 2; e++) {
		struct frame region = {0}, at;

		for (size_t i = 0; i < edges[e]->count; i++) {
			if (!place(&edges[e]->run[i], map->page_bytes, &at))
				continue;
			if (region.end > region.first && at.first != region.end) {
				add_frame(frames, &region);
				region.end = region.first;
			}
			if (region.end == region.first)
				region.first = at.first;
			region.end = at.end;
		}
		if (region.end > region.first)
			add_frame(frames, &region);
	}
}

uint64_t frames_pages(const struct frames *frames)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < frames->count; i++)
		pages = sum_capped(pages, frames->frame[i].end - frames->frame[i].first);
	return pages;
}

uint64_t frame_size(const struct frame *frame, uint64_t per_cell)
{
	const uint64_t pages = frame->end - frame->first;

	return pages / per_cell + (pages % per_cell != 0);
}

/* Pages become cells, and cells of one state that touch become one. */
struct celler {
	uint64_t per_cell;
	uint64_t cell, pages[PAGE_STATES]; /* the cell that is being filled */
	struct cells cells;
	void (*take)(void *self, const struct cells *cells);
	void *self;
};

static void put_cells(struct celler *c, uint64_t first, uint64_t count, int state)
{
	struct cells *last = &c->cells;

	if (last->count && last->state == state && last->first + last->count == first) {
		last->count += count;
		return;
	}
	if (last->count)
		c->take(c->self, last);
	*last = (struct cells){first, count, state};
}

static void close_cell(struct celler *c)
{
	int most = 0;

	for (int i = 1; i < PAGE_STATES; i++)
		most = c->pages[i] > c->pages[most] ? i : most;
	if (c->pages[most])
		put_cells(c, c->cell, 1, most);
	memset(c->pages, 0, sizeof(c->pages));
}

/* Pages of one state, counted from the frame's first. */
static void put_pages(struct celler *c, uint64_t first, uint64_t end, int state)
{
	while (first < end) {
		const uint64_t cell = first / c->per_cell, inside = first % c->per_cell;
		const uint64_t room = c->per_cell - inside;

		if (cell != c->cell)
			close_cell(c);
		c->cell = cell;
		if (inside == 0 && end - first >= c->per_cell) {
			const uint64_t whole = (end - first) / c->per_cell;

			put_cells(c, cell, whole, state);
			first += whole * c->per_cell;
			continue;
		}
		c->pages[state] += end - first < room ? end - first : room;
		first += end - first < room ? end - first : room;
	}
}

void frame_cells(const struct pagemap *map, const struct map_edge *edge, const struct frame *frame,
		 uint64_t per_cell, void (*take)(void *self, const struct cells *cells), void *self)
{
	struct celler c = {.per_cell = per_cell, .take = take, .self = self};
	uint64_t told = frame->first;
	struct frame at;

	for (size_t i = 0; i < edge->count; i++) {
		if (!place(&edge->run[i], map->page_bytes, &at))
			continue;
		at.first = at.first > told ? at.first : told;
		at.end = at.end < frame->end ? at.end : frame->end;
		if (at.first >= at.end)
			continue;
		put_pages(&c, at.first - frame->first, at.end - frame->first, edge->run[i].state);
		told = at.end;
	}
	close_cell(&c);
	if (c.cells.count)
		take(self, &c.cells);
}
