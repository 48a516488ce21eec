/* SPDX-License-Identifier: MIT */
/* The cells of the picture: a run is three rectangles at most, however many pages it has. */
#include <inttypes.h>

#include "report/pagemap_picture.h"

/* Above so many pages, lines between them would hide them. */
enum { GRID_MOST = 4096, GAP = 8 };

/* Okabe and Ito's colours, which the colour-blind tell apart; and a mark for who sees none. */
static const struct {
	const char *fill, *ink, *mark;
} look[PAGE_STATES] = {
	[PAGE_ABSENT] = {"#ffffff", "#767676", "M3.5 4h1"},
	[PAGE_ZERO] = {"#f0e442", "#000000", "M2 4a2 2 0 1 0 4 0a2 2 0 1 0-4 0"},
	[PAGE_PRESENT] = {"#0072b2", "#0072b2", ""},
	[PAGE_HUGE] = {"#009e73", "#ffffff", "M0 2h8M0 6h8"},
	[PAGE_FILE] = {"#e69f00", "#000000", "M-1 1l2-2M0 8l8-8M7 9l2-2"},
	[PAGE_SWAPPED] = {"#cc79a7", "#000000", "M2 0v8M6 0v8"},
};

uint64_t map_rows(const struct map_picture *p, const struct frame *frame)
{
	const uint64_t cells = frame_size(frame, p->per_cell);

	return cells / p->columns + (cells % p->columns != 0);
}

uint64_t map_gap(const struct map_picture *p)
{
	return 1 + (uint64_t)((double)GAP / p->cell);
}

bool map_has(const struct map_picture *p, int state)
{
	return p->before[state] || p->after[state];
}

/* Marks alone, without a ground: tiles of a ground would show their seams. */
void map_patterns(const struct map_picture *p, const char *name, double scale)
{
	for (int i = 0; i < PAGE_STATES; i++)
		if (map_has(p, i) && look[i].mark[0])
			fprintf(p->out,
				"<pattern id=\"%s-%s%s\" width=\"8\" height=\"8\" "
				"patternUnits=\"userSpaceOnUse\" patternTransform=\"scale(%.9g)\">"
				"<path d=\"%s\" fill=\"none\" stroke=\"%s\"/></pattern>\n",
				p->prefix, pagemap_word(i), name, scale, look[i].mark, look[i].ink);
}

void map_fill(const struct map_picture *p, const char *id, int state, const char *name)
{
	fprintf(p->out, "<use xlink:href=\"#%s-%s-%s\" fill=\"%s\"/>\n", p->prefix, id,
		pagemap_word(state), look[state].fill);
	if (look[state].mark[0])
		fprintf(p->out, "<use xlink:href=\"#%s-%s-%s\" fill=\"url(#%s-%s%s)\"/>\n",
			p->prefix, id, pagemap_word(state), p->prefix, pagemap_word(state), name);
}

static void put_rect(const struct map_picture *p, uint64_t x, uint64_t y, uint64_t width,
		     uint64_t height)
{
	if (width && height)
		fprintf(p->out,
			"<rect x=\"%" PRIu64 "\" y=\"%" PRIu64 "\" width=\"%" PRIu64
			"\" height=\"%" PRIu64 "\"/>\n",
			x, p->row + y, width, height);
}

/* The rest of its first row, whole rows, and the begin of its last row. */
static void put_cells(void *self, const struct cells *cells)
{
	const struct map_picture *p = self;
	const uint64_t x = cells->first % p->columns, y = cells->first / p->columns;
	const uint64_t room = x ? p->columns - x : 0;
	const uint64_t head = cells->count < room ? cells->count : room;
	const uint64_t rest = cells->count - head, next = y + (x != 0);

	if (cells->state != p->state)
		return;
	put_rect(p, x, y, head, 1);
	put_rect(p, 0, next, p->columns, rest / p->columns);
	put_rect(p, 0, next + rest / p->columns, rest % p->columns, 1);
}

/* All cells in one state, once; then they are used for its colour, and for its marks. */
static void put_state(struct map_picture *p, const char *name, const struct map_edge *edge,
		      int state)
{
	p->row = 0;
	p->state = state;
	fprintf(p->out, "<defs><g id=\"%s-%s-%s\" shape-rendering=\"crispEdges\">\n", p->prefix,
		name, pagemap_word(state));
	for (size_t i = 0; i < p->frames.count; i++) {
		frame_cells(p->map, edge, &p->frames.frame[i], p->per_cell, put_cells, p);
		p->row += map_rows(p, &p->frames.frame[i]) + map_gap(p);
	}
	fputs("</g></defs>\n", p->out);
	map_fill(p, name, state, "");
}

/* Around a frame, as its last row may be short. */
static void put_outline(const struct map_picture *p, uint64_t cells)
{
	const uint64_t whole = cells / p->columns, rest = cells % p->columns;

	fprintf(p->out, "M0 %" PRIu64 "h%" PRIu64 "v%" PRIu64, p->row, whole ? p->columns : rest,
		whole ? whole : 1);
	if (whole && rest)
		fprintf(p->out, "H%" PRIu64 "v1", rest);
	fputs("H0z", p->out);
}

/* Thin lines between the pages. */
static void put_grid(const struct map_picture *p, uint64_t cells)
{
	const uint64_t whole = cells / p->columns, rest = cells % p->columns;

	for (uint64_t y = 1; y < whole + (rest != 0); y++)
		fprintf(p->out, "M0 %" PRIu64 "h%" PRIu64, p->row + y, p->columns);
	for (uint64_t x = 1; x < (whole ? p->columns : rest); x++)
		fprintf(p->out, "M%" PRIu64 " %" PRIu64 "v%" PRIu64, x, p->row,
			whole + (x <= rest && rest));
}

static void put_lines(struct map_picture *p, double width,
		      void (*put)(const struct map_picture *p, uint64_t cells))
{
	p->row = 0;
	fprintf(p->out, "<path fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"%.9g\" d=\"",
		width / p->cell);
	for (size_t i = 0; i < p->frames.count; i++) {
		put(p, frame_size(&p->frames.frame[i], p->per_cell));
		p->row += map_rows(p, &p->frames.frame[i]) + map_gap(p);
	}
	fputs("\"/>\n", p->out);
}

void map_maps(struct map_picture *p, const char *name, const struct map_edge *edge, int left,
	      int top)
{
	fprintf(p->out, "<g transform=\"translate(%d %d) scale(%.9g)\">\n", left, top, p->cell);
	for (int i = 0; i < PAGE_STATES; i++)
		if (map_has(p, i))
			put_state(p, name, edge, i);
	if (p->per_cell == 1 && frames_pages(&p->frames) <= GRID_MOST)
		put_lines(p, 0.25, put_grid);
	put_lines(p, 0.75, put_outline);
	fputs("</g>\n", p->out);
}
