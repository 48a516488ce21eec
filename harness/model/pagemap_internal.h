/* SPDX-License-Identifier: MIT */
/* What the renderers of pagemap share. Addresses are page numbers here: nothing can overflow. */
#ifndef MODEL_PAGEMAP_INTERNAL_H
#define MODEL_PAGEMAP_INTERNAL_H

#include "model/pagemap.h"

enum { FRAMES = 8 };

/* What is drawn as one grid: a region, as long as it is at the longer of its edges. */
struct frame {
	uint64_t first, end; /* page numbers */
};

struct frames {
	struct frame frame[FRAMES];
	size_t count;
	bool more; /* regions for which there is no room */
};

/* Cells of one state that follow each other; a cell is one page or more. */
struct cells {
	uint64_t first, count;
	int state;
};

/* The regions of both edges; one that both have is one frame. */
void frames_find(const struct pagemap *map, struct frames *frames);

/* The pages of all frames. At most INT64_MAX. */
uint64_t frames_pages(const struct frames *frames);

/*
 * Hands out the cells of a frame at one edge, in order. A cell of several pages has the state that
 * most of them are in. Pages that the edge does not tell of leave cells out.
 */
void frame_cells(const struct pagemap *map, const struct map_edge *edge, const struct frame *frame,
		 uint64_t per_cell, void (*take)(void *self, const struct cells *cells),
		 void *self);

/* The cells that a frame needs. */
uint64_t frame_size(const struct frame *frame, uint64_t per_cell);

#endif
