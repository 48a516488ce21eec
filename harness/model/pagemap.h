/* SPDX-License-Identifier: MIT */
/*
 * pagemap: the pages of a lab's regions before and after a step, drawn: as text and as SVG. What is
 * drawn is bounded, whatever the runs are. Pure: no file is read, no process is looked at.
 */
#ifndef MODEL_PAGEMAP_H
#define MODEL_PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum page_state {
	PAGE_ABSENT,
	PAGE_ZERO,
	PAGE_PRESENT,
	PAGE_HUGE,
	PAGE_FILE,
	PAGE_SWAPPED,
	PAGE_STATES
};

struct map_run {
	uint64_t start; /* address */
	uint64_t pages;
	int state;
};

/*
 * The runs at one edge, in the order of pages.csv; all zero at first. Runs that follow each other
 * without a gap are one region. Of what two runs of a region both claim, the first has it.
 */
struct map_edge {
	struct map_run *run;
	size_t count, room;
	bool cut; /* not all runs could be kept */
};

struct pagemap {
	const struct map_edge *before, *after;
	uint64_t page_bytes;
};

/* The state that a word of pages.csv names; -1: none. And back; "" for what is no state. */
int pagemap_state_of(const char *word);
const char *pagemap_word(int state);

/* Keeps one more run, or, when it cannot, marks the edge as cut. */
void pagemap_keep(struct map_edge *edge, uint64_t start, uint64_t pages, const char *state);

/* The same runs at both. */
bool pagemap_same(const struct map_edge *a, const struct map_edge *b);

/* How many pages are in each state: the sums of pages.csv. At most INT64_MAX. */
void pagemap_count(const struct map_edge *edge, uint64_t page_bytes, int64_t pages[PAGE_STATES]);

/* Colours for the text; "" or NULL where there is none. */
struct map_paint {
	const char *state[PAGE_STATES], *plain;
};

/*
 * Both edges side by side in ASCII: at most 98 columns, grids of at most 16 lines, then the
 * addresses and the legend with its counts.
 */
void pagemap_text(FILE *out, const struct pagemap *map, const struct map_paint *paint);

/* The same as a picture that stands alone. prefix makes its ids unique in a page with others. */
void pagemap_svg(FILE *out, const struct pagemap *map, const char *title, const char *prefix);

#endif
