/* SPDX-License-Identifier: MIT */
/* The page map as text: letters that are told apart without colour. */
#include <inttypes.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/pagemap_internal.h"
#include "util/size.h"
#include "util/utf8.h"

/* 32 cells in 16 lines: the 512 pages that one page table maps where pages have 4 KiB. */
enum { COLUMNS = 32, LINES = 16, BETWEEN = 4 };

static const char letters[PAGE_STATES + 1] = ".0#Hfs";

struct grid {
	char cell[LINES * COLUMNS];
};

static void fill(void *self, const struct cells *cells)
{
	struct grid *grid = self;

	for (uint64_t i = 0; i < cells->count && cells->first + i < sizeof(grid->cell); i++)
		grid->cell[cells->first + i] = letters[cells->state];
}

static uint64_t frame_lines(const struct frame *frame, uint64_t per_cell)
{
	const uint64_t cells = frame_size(frame, per_cell);

	return cells / COLUMNS + (cells % COLUMNS != 0);
}

/* As few pages a character as the lines allow: a power of two, as page tables and huge pages. */
static uint64_t choose_scale(const struct frames *frames)
{
	for (uint64_t per_cell = 1;; per_cell *= 2) {
		uint64_t lines = 0;

		for (size_t i = 0; i < frames->count; i++) {
			const uint64_t more = frame_lines(&frames->frame[i], per_cell);

			lines += more > LINES ? LINES + 1 : more;
		}
		if (lines <= LINES)
			return per_cell;
	}
}

/* One line of a grid; the colour is said once for letters that follow each other. */
static void print_cells(FILE *out, const char *cell, int count, const struct map_paint *paint)
{
	char last = ' ';

	for (int i = 0; i < count; i++) {
		const char *at = strchr(letters, cell[i]);

		if (paint && cell[i] != last)
			fprintf(out, "%s%s", paint->plain, at ? paint->state[at - letters] : "");
		putc(cell[i], out);
		last = cell[i];
	}
	if (paint)
		fputs(paint->plain, out);
}

static void print_frame(FILE *out, const struct pagemap *map, const struct frame *frame,
			uint64_t per_cell, const struct map_paint *paint)
{
	const uint64_t lines = frame_lines(frame, per_cell);
	struct grid before, after;

	memset(&before, ' ', sizeof(before));
	memset(&after, ' ', sizeof(after));
	frame_cells(map, map->before, frame, per_cell, fill, &before);
	frame_cells(map, map->after, frame, per_cell, fill, &after);
	for (uint64_t line = 0; line < lines; line++) {
		const char *right = after.cell + line * COLUMNS;
		int count = COLUMNS;

		while (count && right[count - 1] == ' ')
			count--;
		fputs("   ", out);
		print_cells(out, before.cell + line * COLUMNS, COLUMNS, paint);
		fprintf(out, "%*s", count ? BETWEEN : 0, "");
		print_cells(out, right, count, paint);
		putc('\n', out);
	}
	fprintf(out, _("   first page %#llx, last page %#llx\n"),
		(unsigned long long)(frame->first * map->page_bytes),
		(unsigned long long)((frame->end - 1) * map->page_bytes));
}

/* A state and its count, as wide as a grid. */
static void print_count(FILE *out, int state, int64_t pages, const struct map_paint *paint)
{
	char count[32];

	const char *word = _(pagemap_word(state));

	fprintf(out, "%s%c%s %s%*s %*s", paint ? paint->state[state] : "", letters[state],
		paint ? paint->plain : "", word, utf8_gap(word, 8), "", COLUMNS - 11,
		count_show(pages, false, count, sizeof(count)));
}

static void print_legend(FILE *out, const struct pagemap *map, const struct map_paint *paint)
{
	int64_t before[PAGE_STATES], after[PAGE_STATES];

	pagemap_count(map->before, map->page_bytes, before);
	pagemap_count(map->after, map->page_bytes, after);
	for (int i = 0; i < PAGE_STATES; i++) {
		if (!before[i] && !after[i])
			continue;
		fputs("   ", out);
		print_count(out, i, before[i], paint);
		fprintf(out, "%*s", BETWEEN, "");
		print_count(out, i, after[i], paint);
		fprintf(out, " %s\n", n_("page", "pages", (size_t)after[i]));
	}
}

void pagemap_text(FILE *out, const struct pagemap *map, const struct map_paint *paint)
{
	struct frames frames;
	char count[32];

	frames_find(map, &frames);
	if (!frames.count)
		return;
	const uint64_t per_cell = choose_scale(&frames);
	if (per_cell == 1)
		fprintf(out, _("   map: one character = 1 page\n"));
	else
		fprintf(out,
			_("   map: one character = %s pages; a mixed one shows the state of most "
			  "of "
			  "them\n"),
			count_show((int64_t)per_cell, false, count, sizeof(count)));
	const char *before = map->before->count ? _("before") : _("before: not yet a region");

	fprintf(out, "   %s%*s%s\n", before, utf8_gap(before, COLUMNS + BETWEEN), "", _("after"));
	for (size_t i = 0; i < frames.count; i++)
		print_frame(out, map, &frames.frame[i], per_cell, paint);
	if (frames.more)
		fprintf(out, _("   (there are more regions than fit here: pages.csv has all)\n"));
	print_legend(out, map, paint);
}
