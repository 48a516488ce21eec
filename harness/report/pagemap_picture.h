/* SPDX-License-Identifier: MIT */
/* What the two parts of the SVG renderer share. */
#ifndef REPORT_PAGEMAP_PICTURE_H
#define REPORT_PAGEMAP_PICTURE_H

#include "model/pagemap_internal.h"

struct map_picture {
	FILE *out;
	const struct pagemap *map;
	char prefix[48];
	struct frames frames;
	uint64_t per_cell, columns; /* pages a cell, cells a row */
	double cell;		    /* the side of one */
	uint64_t row;		    /* where the frame that is drawn begins */
	int state;		    /* and the state of the cells */
	int64_t before[PAGE_STATES], after[PAGE_STATES];
};

bool map_has(const struct map_picture *p, int state);

uint64_t map_rows(const struct map_picture *p, const struct frame *frame);

/* The rows between two frames: a gap that is seen, however small the cells are. */
uint64_t map_gap(const struct map_picture *p);

/* The marks of each state; their ids end in name. Larger or smaller by scale. */
void map_patterns(const struct map_picture *p, const char *name, double scale);

/* Draws what has that id and state: in its colour, then with its marks. */
void map_fill(const struct map_picture *p, const char *id, int state, const char *name);

/* The maps of one edge, below each other, from a corner on. */
void map_maps(struct map_picture *p, const char *name, const struct map_edge *edge, int left,
	      int top);

#endif
