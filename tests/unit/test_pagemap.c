/* SPDX-License-Identifier: MIT */
/* pagemap: what is drawn has as many cells as there are pages, and is bounded for any runs. */
#include "unit.h"

#include "model/pagemap.h"

enum { PAGE = 4096, TEXT_LINES = 60, TEXT_COLUMNS = 98, SVG_MOST = 4 << 20 };

static const uint64_t base = 0x7f0000000000;

/* A renderer's output as one text, to be freed. svg: the picture, else the text. */
static char *drawn(const struct pagemap *map, bool svg)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	if (svg)
		pagemap_svg(out, map, "a <title> & \"more\"", "lazy-2");
	else
		pagemap_text(out, map, NULL);
	fclose(out);
	return text;
}

static void keep(struct map_edge *edge, uint64_t page, uint64_t pages, int state)
{
	pagemap_keep(edge, base + page * PAGE, pages, pagemap_word(state));
}

static size_t occurrences(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

/* The area of the rectangles of one map in one state, in cells. */
static int64_t area(const char *svg, const char *edge, const char *word)
{
	char group[64];
	int64_t sum = 0;

	snprintf(group, sizeof(group), "<g id=\"map-lazy-2-%s-%s\"", edge, word);
	const char *at = strstr(svg, group), *end = at ? strstr(at, "</g>") : NULL;

	for (; at && (at = strstr(at, "<rect ")) && at < end; at++) {
		long long x, y, width, height;

		if (sscanf(at, "<rect x=\"%lld\" y=\"%lld\" width=\"%lld\" height=\"%lld\"", &x, &y,
			   &width, &height) != 4)
			return -1;
		sum += width * height;
	}
	return sum;
}

static void a_word_and_its_state_belong_together(void **state)
{
	(void)state;
	for (int i = 0; i < PAGE_STATES; i++)
		want_int(pagemap_word(i), i, pagemap_state_of(pagemap_word(i)));
	want_int("no word", -1, pagemap_state_of(""));
	want_int("another word", -1, pagemap_state_of("presents"));
	want_text("below", "", pagemap_word(-1));
	want_text("above", "", pagemap_word(PAGE_STATES));
}

static void a_page_is_a_character_when_it_fits(void **state)
{
	struct map_edge before = {0}, after = {0};
	const struct pagemap map = {&before, &after, PAGE};

	(void)state;
	keep(&before, 0, 34, PAGE_ABSENT);
	keep(&after, 0, 1, PAGE_ZERO);
	keep(&after, 1, 32, PAGE_PRESENT);
	keep(&after, 33, 1, PAGE_SWAPPED);
	char *text = drawn(&map, false);

	want_text("the map",
		  "   map: one character = 1 page\n"
		  "   before                              after\n"
		  "   ................................    0###############################\n"
		  "   ..                                  #s\n"
		  "   first page 0x7f0000000000, last page 0x7f0000021000\n"
		  "   . absent                      34    . absent                       0 pages\n"
		  "   0 zero                         0    0 zero                         1 page\n"
		  "   # present                      0    # present                     32 pages\n"
		  "   s swapped                      0    s swapped                      1 page\n",
		  text);
	free(text);
	free(before.run);
	free(after.run);
}

static void a_mixed_character_shows_the_state_of_most_of_its_pages(void **state)
{
	struct map_edge before = {0}, after = {0};
	const struct pagemap map = {&before, &after, PAGE};

	(void)state;
	/* 1,024 pages in 512 characters of 2, and 1 more: 4 pages a character */
	keep(&before, 0, 1025, PAGE_FILE);
	for (uint64_t i = 0; i < 1024; i += 4) {
		keep(&after, i, 1, PAGE_ABSENT);
		keep(&after, i + 1, 3, PAGE_HUGE);
	}
	keep(&after, 1024, 1, PAGE_ABSENT);
	char *text = drawn(&map, false);

	want_true("4 pages a character", strstr(text, "one character = 4 pages;") != NULL);
	want_int("256 in the grid, and 2 in the legend", 258, (int64_t)occurrences(text, "H"));
	want_true("but for the last one",
		  strstr(text, "   f                                   .\n"));
	want_true("257 pages are absent", strstr(text, " absent                     257 pages"));
	want_true("768 pages are huge", strstr(text, " huge                       768 pages"));
	free(text);
	free(before.run);
	free(after.run);
}

static void an_edge_at_which_there_was_no_region_is_left_blank(void **state)
{
	struct map_edge none = {0}, after = {0};
	const struct pagemap map = {&none, &after, PAGE}, empty = {&none, &none, PAGE};

	(void)state;
	keep(&after, 0, 3, PAGE_PRESENT);
	char *text = drawn(&map, false), *nothing = drawn(&empty, false),
	     *picture = drawn(&empty, true);

	want_true("said", strstr(text, "before: not yet a region") != NULL);
	want_true("blank", strstr(text, "\n                                       ###\n") != NULL);
	want_text("nothing at all", "", nothing);
	want_true("a whole picture", strstr(picture, "There is no region") != NULL);
	free(text);
	free(nothing);
	free(picture);
	free(after.run);
}

static void edges_are_the_same_only_with_the_same_runs(void **state)
{
	struct map_edge a = {0}, b = {0};

	(void)state;
	want_true("both empty", pagemap_same(&a, &b));
	keep(&a, 0, 3, PAGE_PRESENT);
	want_false("one more", pagemap_same(&a, &b));
	keep(&b, 0, 3, PAGE_ABSENT);
	want_false("another state", pagemap_same(&a, &b));
	b.run[0].state = PAGE_PRESENT;
	want_true("the same", pagemap_same(&a, &b));
	b.run[0].start += PAGE;
	want_false("elsewhere", pagemap_same(&a, &b));
	free(a.run);
	free(b.run);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return *seed >> 33;
}

/* Runs that follow each other, now and then with a gap: another region. */
static void fill_at_random(struct map_edge *edge, uint64_t *seed)
{
	const uint64_t runs = 1 + next_random(seed) % 60, most = 1 + next_random(seed) % 3000;
	uint64_t page = 0, gaps = 0;

	for (uint64_t i = 0; i < runs; i++) {
		const uint64_t pages = 1 + next_random(seed) % most;

		if (next_random(seed) % 20 == 0 && ++gaps < 4)
			page += 1 + next_random(seed) % 100;
		keep(edge, page, pages, (int)(next_random(seed) % PAGE_STATES));
		page += pages;
	}
}

static void the_rectangles_have_as_many_cells_as_there_are_pages(void **state)
{
	uint64_t seed = 20261123;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct map_edge edge[2] = {{0}, {0}};
		const struct pagemap map = {&edge[0], &edge[1], PAGE};
		int64_t pages[PAGE_STATES];

		fill_at_random(&edge[0], &seed);
		edge[1] = (struct map_edge){.run = NULL};
		for (size_t i = 0; i < edge[0].count; i++)
			pagemap_keep(&edge[1], edge[0].run[i].start, edge[0].run[i].pages,
				     pagemap_word((int)(next_random(&seed) % PAGE_STATES)));
		char *svg = drawn(&map, true);

		for (int e = 0; e < 2; e++) {
			pagemap_count(&edge[e], PAGE, pages);
			for (int i = 0; i < PAGE_STATES; i++)
				want_int(pagemap_word(i), pages[i],
					 area(svg, e ? "after" : "before", pagemap_word(i)));
		}
		want_true("at most three rectangles a run, a background, and the legend",
			  occurrences(svg, "<rect ") <= 3 * 2 * edge[0].count + 1 + 12);
		free(svg);
		free(edge[0].run);
		free(edge[1].run);
	}
}

static void a_picture_stands_alone_and_has_only_its_own_ids(void **state)
{
	struct map_edge before = {0}, after = {0};
	const struct pagemap map = {&before, &after, PAGE};

	(void)state;
	keep(&before, 0, 25601, PAGE_ABSENT);
	for (int i = 0; i < PAGE_STATES; i++)
		keep(&after, (uint64_t)i * 4000, 4000, i);
	char *svg = drawn(&map, true);

	want_int("ids are its own", (int64_t)occurrences(svg, " id=\""),
		 (int64_t)occurrences(svg, " id=\"map-lazy-2-"));
	want_int("uses too", (int64_t)occurrences(svg, "href=\"#"),
		 (int64_t)occurrences(svg, "href=\"#map-lazy-2-"));
	want_int("links too", (int64_t)occurrences(svg, "url(#"),
		 (int64_t)occurrences(svg, "url(#map-lazy-2-"));
	want_true("a name", strstr(svg, "aria-labelledby=\"map-lazy-2-title map-lazy-2-desc\""));
	want_true("a role", strstr(svg, "role=\"img\"") != NULL);
	want_true("escaped", strstr(svg, ">a &#60;title&#62; &#38; &#34;more&#34;</title>"));
	want_true("counted", strstr(svg, "Before: 25,601 absent. After: 4,000 absent, 4,000 zero"));
	want_true("a box, no fixed width", strstr(svg, "viewBox=\"0 0 760 "));
	want_true("whole", strcmp(svg + strlen(svg) - 7, "</svg>\n") == 0);
	free(svg);
	free(before.run);
	free(after.run);
}

static void a_picture_is_wider_than_high(void **state)
{
	static const uint64_t sizes[] = {1, 2, 5, 100, 512, 4096, 16384, 25600, 32767, 262144};
	const char *box = "viewBox=\"0 0 760 ";

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct map_edge before = {0}, after = {0};
		const struct pagemap map = {&before, &after, PAGE};

		keep(&before, 0, sizes[i], PAGE_ABSENT);
		keep(&after, 0, sizes[i], PAGE_PRESENT);
		char *svg = drawn(&map, true);
		const char *height = strstr(svg, box);

		want_true("a box", height != NULL);
		want_true("wider than high", strtol(height + strlen(box), NULL, 10) < 760);
		free(svg);
		free(before.run);
		free(after.run);
	}
}

/* Both renderers end, in bounds; the text is ASCII and narrow. */
static void check_bounds(const char *row, const struct pagemap *map)
{
	char *text = drawn(map, false), *svg = drawn(map, true);
	size_t lines = 0;

	for (const char *s = text; *s; s++) {
		const size_t len = strcspn(s, "\n");

		want_true(row, len <= TEXT_COLUMNS);
		for (size_t i = 0; i < len; i++)
			want_true(row, s[i] >= ' ' && s[i] <= '~');
		s += len;
		lines++;
	}
	want_true(row, lines <= TEXT_LINES);
	want_true(row, strlen(svg) < SVG_MOST);
	want_int(row, 0, (int64_t)(occurrences(svg, "nan") + occurrences(svg, "inf")));
	free(text);
	free(svg);
}

static void hostile_runs_are_drawn_in_bounds(void **state)
{
	static struct {
		const char *row;
		uint64_t page_bytes;
		struct map_run run[4];
	} rows[] = {
		{"no pages", PAGE, {{0, 0, 2}, {4096, 0, 1}}},
		{"the last page", PAGE, {{UINT64_MAX - 4095, 1, 2}}},
		{"more than there is", PAGE, {{0, UINT64_MAX, 2}, {4096, UINT64_MAX, 0}}},
		{"beyond the end", PAGE, {{UINT64_MAX, UINT64_MAX, 5}}},
		{"bytes as pages", 1, {{0, UINT64_MAX, 2}, {7, 1, 0}}},
		{"bytes, and the last", 1, {{UINT64_MAX, 1, 2}, {UINT64_MAX - 9, 9, 3}}},
		{"page size 0", 0, {{0, 10, 2}}},
		{"the largest page size", UINT64_MAX, {{0, 10, 2}, {UINT64_MAX, 2, 2}}},
		{"no state", PAGE, {{0, 10, -1}, {0, 10, PAGE_STATES}, {0, 10, INT32_MAX}}},
		{"no page boundary", PAGE, {{1, 10, 1}, {4097, 10, 2}, {8191, 1, 3}}},
		{"overlap", PAGE, {{0, 10, 1}, {0, 10, 2}, {20480, 10, 3}, {0, 1, 4}}},
		{"backwards", PAGE, {{409600, 10, 1}, {40960, 10, 2}, {4096, 10, 3}}},
		{"far apart", PAGE, {{0, 1, 1}, {1ULL << 62, 1, 2}, {1ULL << 63, 1 << 30, 3}}},
		{"half of all", PAGE, {{0, 1ULL << 51, 1}, {1ULL << 63, 1ULL << 51, 2}}},
	};
	struct map_edge none = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct map_edge edge = {rows[i].run, 4, 4, false};

		check_bounds(rows[i].row, &(struct pagemap){&none, &edge, rows[i].page_bytes});
		check_bounds(rows[i].row, &(struct pagemap){&edge, &none, rows[i].page_bytes});
		check_bounds(rows[i].row, &(struct pagemap){&edge, &edge, rows[i].page_bytes});
	}
}

static void of_overlapping_runs_the_first_has_the_page(void **state)
{
	struct map_edge edge = {0};
	const struct pagemap map = {&edge, &edge, PAGE};

	(void)state;
	keep(&edge, 0, 10, PAGE_PRESENT);
	keep(&edge, 4, 3, PAGE_SWAPPED);
	char *text = drawn(&map, false);

	want_true("the first", strstr(text, "   ##########          ") != NULL);
	free(text);
	free(edge.run);
}

/* Many times more than any limit of the renderers; drawn one by one, they would exceed SVG_MOST. */
static void very_many_runs_are_drawn_in_bounds(void **state)
{
	enum { RUNS = 200 * 1000 };
	struct map_edge edge = {.run = malloc(RUNS * sizeof(struct map_run)), .count = RUNS};
	struct map_edge none = {0};

	(void)state;
	assert_non_null(edge.run);
	for (uint64_t gap = 1; gap <= 2; gap++) {
		for (size_t i = 0; i < RUNS; i++)
			edge.run[i] =
				(struct map_run){base + i * gap * PAGE, 1, (int)(i % PAGE_STATES)};
		check_bounds(gap == 1 ? "one region" : "a region each",
			     &(struct pagemap){&edge, &none, PAGE});
	}
	free(edge.run);
}

static void runs_are_kept_up_to_a_limit(void **state)
{
	enum { RUNS = 10 * 1000 * 1000 };
	struct map_edge kept = {0};

	(void)state;
	for (size_t i = 0; i < RUNS && !kept.cut; i++)
		pagemap_keep(&kept, base + i * PAGE, 1, i % 2 ? "zero" : "absent");
	want_true("not all are kept, and it says so", kept.cut);
	free(kept.run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_word_and_its_state_belong_together, "a word and its state belong together"),
		TEST(a_page_is_a_character_when_it_fits, "a page is a character when it fits"),
		TEST(a_mixed_character_shows_the_state_of_most_of_its_pages,
		     "a mixed character shows the state of most of its pages"),
		TEST(an_edge_at_which_there_was_no_region_is_left_blank,
		     "an edge at which there was no region is left blank"),
		TEST(edges_are_the_same_only_with_the_same_runs,
		     "edges are the same only with the same runs"),
		TEST(the_rectangles_have_as_many_cells_as_there_are_pages,
		     "the rectangles have as many cells as there are pages"),
		TEST(a_picture_is_wider_than_high, "a picture is wider than high"),
		TEST(a_picture_stands_alone_and_has_only_its_own_ids,
		     "a picture stands alone and has only its own ids"),
		TEST(hostile_runs_are_drawn_in_bounds, "hostile runs are drawn in bounds"),
		TEST(of_overlapping_runs_the_first_has_the_page,
		     "of overlapping runs the first has the page"),
		TEST(very_many_runs_are_drawn_in_bounds, "very many runs are drawn in bounds"),
		TEST(runs_are_kept_up_to_a_limit, "runs are kept up to a limit, and it says so"),
	};

	return cmocka_run_group_tests_name("pagemap", tests, NULL, NULL);
}
