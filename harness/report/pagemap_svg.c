/* SPDX-License-Identifier: MIT */
/* The page map as a picture: its frame, in words and numbers. */
#include <string.h>

#include "i18n/intl.h"
#include "report/pagemap_picture.h"
#include "util/size.h"
#include "util/utf8.h"

enum {
	MAP_WIDTH = 320,
	CELL_MOST = 24,
	LEFT_AFTER = 400, /* where the map of after begins */
	WIDTH = 760,
	MARGIN = 20,
	FONT = 20, /* half a page of A4 or a phone shows half of it */
	LINE = 28,
	TOP = 80,
	BOX = 18,
	PIECES = 4096,	   /* runs at an edge, above which cells hold several pages */
	CELLS_EXACT = 24,  /* as a power of two: cells, above which they hold several pages */
	CELLS_COARSE = 12, /* and how many there are then, where runs are too many */
	TEXT = 300
};

static void count_piece(void *self, const struct cells *cells)
{
	(void)cells;
	++*(uint64_t *)self;
}

static uint64_t most_pieces(const struct map_picture *p)
{
	uint64_t before = 0, after = 0;

	for (size_t i = 0; i < p->frames.count; i++) {
		frame_cells(p->map, p->map->before, &p->frames.frame[i], p->per_cell, count_piece,
			    &before);
		frame_cells(p->map, p->map->after, &p->frames.frame[i], p->per_cell, count_piece,
			    &after);
	}
	return before > after ? before : after;
}

/* One page a cell where that can be drawn; a row: the root of the cells, up to a power of two. */
static void choose_scale(struct map_picture *p)
{
	const uint64_t pages = frames_pages(&p->frames);

	p->per_cell = p->columns = 1;
	while (pages / p->per_cell > (uint64_t)1 << CELLS_EXACT)
		p->per_cell *= 2;
	if (most_pieces(p) > PIECES)
		while (pages / p->per_cell > (uint64_t)1 << CELLS_COARSE)
			p->per_cell *= 2;
	while (p->columns * p->columns < pages / p->per_cell)
		p->columns *= 2;
	p->cell = (double)MAP_WIDTH / (double)p->columns;
	if (p->cell > (double)CELL_MOST)
		p->cell = CELL_MOST;
}

static void put_text(FILE *out, const char *text)
{
	char clean[TEXT];

	snprintf(clean, sizeof(clean), "%s", text);
	utf8_clean(clean);
	for (const char *s = clean; *s; s++)
		if (strchr("&<>\"'", *s))
			fprintf(out, "&#%d;", *s);
		else
			putc(*s, out);
}

/* A sentence with a number in it. */
static void put_filled(FILE *out, const char *how, const char *number)
{
	char filled[TEXT];

	snprintf(filled, sizeof(filled), how, number);
	put_text(out, filled);
}

/* An id may hold anything in HTML, yet not in url(#…). */
static void take_prefix(struct map_picture *p, const char *prefix)
{
	static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	snprintf(p->prefix, sizeof(p->prefix), "map-%s", prefix);
	for (char *s = p->prefix; *s; s++)
		if (!strchr(fit, *s))
			*s = '_';
}

/* "25,600 absent, 1 present" */
static void put_counts(FILE *out, const int64_t pages[PAGE_STATES])
{
	const char *comma = "";
	char count[32];

	for (int i = 0; i < PAGE_STATES; i++) {
		if (!pages[i])
			continue;
		fprintf(out, "%s%s ", comma, count_show(pages[i], false, count, sizeof(count)));
		put_text(out, _(pagemap_word(i)));
		comma = ", ";
	}
	put_text(out, *comma ? "." : _("none."));
}

static void put_head(const struct map_picture *p, const char *title, int height)
{
	FILE *out = p->out;
	char count[32];

	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" "
		"xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" role=\"img\" "
		"aria-labelledby=\"%s-title %s-desc\" viewBox=\"0 0 %d %d\" "
		"font-family=\"Helvetica, Arial, sans-serif\" font-size=\"%d\" fill=\"#1a1a1a\">\n",
		p->prefix, p->prefix, WIDTH, height, FONT);
	fprintf(out, "<title id=\"%s-title\">", p->prefix);
	put_text(out, title);
	fprintf(out, "</title>\n<desc id=\"%s-desc\">", p->prefix);
	put_text(out, _("The pages of the lab's memory. Before: "));
	put_counts(out, p->before);
	put_text(out, _(" After: "));
	put_counts(out, p->after);
	if (p->per_cell > 1)
		put_filled(out,
			   _(" One cell is %s pages; a mixed one shows the state of most of them."),
			   count_show((int64_t)p->per_cell, false, count, sizeof(count)));
	fprintf(out, "</desc>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH,
		height);
}

/* A state's sign, word and count. */
static void put_entry(const struct map_picture *p, const char *edge, int state, int64_t pages,
		      int left, int top)
{
	char count[32];

	fprintf(p->out,
		"<defs><rect id=\"%s-%s-key-%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"stroke=\"#1a1a1a\" stroke-width=\"0.75\"/></defs>\n",
		p->prefix, edge, pagemap_word(state), left, top, BOX, BOX);
	snprintf(count, sizeof(count), "%s-key", edge);
	map_fill(p, count, state, "-key");
	fprintf(p->out, "<text x=\"%d\" y=\"%d\">", left + BOX + 10, top + BOX - 2);
	put_text(p->out, _(pagemap_word(state)));
	fprintf(p->out, "</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s ", left + MAP_WIDTH,
		top + BOX - 2, count_show(pages, false, count, sizeof(count)));
	put_text(p->out, n_("page", "pages", (size_t)pages));
	fputs("</text>\n", p->out);
}

static void put_legend(const struct map_picture *p, int top)
{
	for (int i = 0; i < PAGE_STATES; i++) {
		if (!map_has(p, i))
			continue;
		put_entry(p, "before", i, p->before[i], MARGIN, top);
		put_entry(p, "after", i, p->after[i], LEFT_AFTER, top);
		top += LINE;
	}
}

/* What a cell is and what a row is: on one line where that fits. */
static void put_scale(const struct map_picture *p, int top)
{
	char count[32];

	fprintf(p->out, "<text x=\"%d\" y=\"%d\">", MARGIN, top);
	if (p->per_cell == 1)
		put_text(p->out, _("One cell is one page; "));
	else
		put_filled(p->out,
			   _("One cell is %s pages, a mixed one shows the state of most of them; "),
			   count_show((int64_t)p->per_cell, false, count, sizeof(count)));
	if (p->per_cell > 1 || p->frames.more) {
		top += LINE;
		fprintf(p->out, "</text>\n<text x=\"%d\" y=\"%d\">", MARGIN, top);
	}
	put_filled(p->out, n_("a row is %s cell.", "a row is %s cells.", p->columns),
		   count_show((int64_t)p->columns, false, count, sizeof(count)));
	put_text(p->out, p->frames.more ? _(" There are more regions than fit here.") : "");
	fputs("</text>\n", p->out);
}

static void put_line(const struct map_picture *p, int top, const char *text)
{
	fprintf(p->out, "<text x=\"%d\" y=\"%d\">", MARGIN, top);
	put_text(p->out, text);
	fputs("</text>\n", p->out);
}

/* The addresses of each frame, and its scale. */
static void put_notes(const struct map_picture *p, int top)
{
	char line[TEXT];

	for (size_t i = 0; i < p->frames.count; i++, top += LINE) {
		snprintf(line, sizeof(line), _("first page %#llx, last page %#llx"),
			 (unsigned long long)(p->frames.frame[i].first * p->map->page_bytes),
			 (unsigned long long)((p->frames.frame[i].end - 1) * p->map->page_bytes));
		put_line(p, top, line);
	}
	if (p->frames.count)
		put_scale(p, top);
	else
		put_line(p, top, _("There is no region to draw."));
}

static void put_edge(const struct map_picture *p, const char *title, const struct map_edge *edge,
		     int left)
{
	fprintf(p->out, "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">", left, TOP - 10);
	put_text(p->out, title);
	put_text(p->out, edge->count ? "" : _(": not yet a region"));
	fputs("</text>\n", p->out);
}

/* Bold letters are at most two thirds as wide as high. */
static void put_title(FILE *out, const char *title)
{
	const int width = utf8_width(title), most = (WIDTH - 2 * MARGIN) * 3 / 2;
	const int size = width * FONT > most ? most / width : FONT;

	fprintf(out, "<text x=\"%d\" y=\"30\" font-size=\"%d\" font-weight=\"bold\">", MARGIN,
		size);
	put_text(out, title);
	fputs("</text>\n", out);
}

void pagemap_svg(FILE *out, const struct pagemap *map, const char *title, const char *prefix)
{
	struct map_picture p = {.out = out, .map = map};
	int states = 0;
	uint64_t rows = 0;

	take_prefix(&p, prefix);
	frames_find(map, &p.frames);
	pagemap_count(map->before, map->page_bytes, p.before);
	pagemap_count(map->after, map->page_bytes, p.after);
	choose_scale(&p);
	for (int i = 0; i < PAGE_STATES; i++)
		states += map_has(&p, i);
	for (size_t i = 0; i < p.frames.count; i++)
		rows += map_rows(&p, &p.frames.frame[i]) + map_gap(&p);
	const int notes = TOP + (int)((double)rows * p.cell) + LINE;
	const int lines = (int)p.frames.count + (p.per_cell > 1 || p.frames.more ? 2 : 1);
	const int legend = notes + LINE * lines - BOX + 2;
	put_head(&p, title, legend + states * LINE + 6);
	map_patterns(&p, "", 1 / p.cell);
	map_patterns(&p, "-key", 1);
	put_title(out, title);
	put_edge(&p, _("before"), map->before, MARGIN);
	put_edge(&p, _("after"), map->after, LEFT_AFTER);
	map_maps(&p, "before", map->before, MARGIN, TOP);
	map_maps(&p, "after", map->after, LEFT_AFTER, TOP);
	put_notes(&p, notes);
	put_legend(&p, legend);
	fputs("</svg>\n", out);
}
