/* SPDX-License-Identifier: MIT */
/* What a run looks like: gnuplot's pictures, then the maps of its pages. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/intl.h"
#include "model/pagemap.h"
#include "report/picture.h"
#include "report/report_internal.h"

enum { MAPS_MAX = 6 };

/* The first of a run stands below a heading; a run without any has none. */
static void show(struct report *r, const char *name, const char *title, const char *svg, size_t len)
{
	const char *heading = _("### What it looks like\n");

	if (!r->has_pictures) {
		report_markdown(r, heading, strlen(heading));
		report_open(r, "pictures");
	}
	r->has_pictures = true;
	report_svg(r, name, title, svg, len);
}

/* A name of its own among the ids of the page. */
static const char *next_id(struct report *r, char out[32])
{
	snprintf(out, 32, "p%zu", ++r->pictures);
	return out;
}

void report_picture(struct report *r, const struct picture *p)
{
	CLEANUP_TEXT struct text svg = {0};
	CLEANUP_TEXT struct text png = {0};
	char id[32], name[96], file[104];
	int error = picture_svg(p, next_id(r, id), &svg);

	r->lack.gnuplot |= error == -ENOENT;
	r->lack.pictures += error != 0;
	if (error)
		return;
	snprintf(name, sizeof(name), "%02zu-%.63s", r->labs, p->name);
	show(r, name, p->title, svg.data, svg.len);
	if (!r->options->png)
		return;
	snprintf(file, sizeof(file), "%.95s.png", name);
	if (picture_png(p, &png) < 0)
		r->lack.pictures++;
	else
		report_keep(r, file, png.data, png.len);
}

static void keep_pages(const struct recorded *run, int64_t seq, struct map_edge *before,
		       struct map_edge *after)
{
	for (size_t i = 0; i < run->page_runs; i++) {
		const struct recorded_pages *p = &run->pages[i];

		if (p->seq == seq)
			pagemap_keep(p->is_after ? after : before, p->start, p->pages, p->state);
	}
}

static void put_map(struct report *r, const struct recorded *run, const struct recorded_step *step,
		    const struct pagemap *map)
{
	char title[160], name[96], id[32], *svg = NULL;
	size_t len;
	FILE *f = open_memstream(&svg, &len);

	if (!f)
		return;
	snprintf(title, sizeof(title), _("%s: the pages before and after step %s"), run->lab,
		 step->name);
	snprintf(name, sizeof(name), "%02zu-%s-pages-%lld", r->labs, run->lab,
		 (long long)step->seq);
	pagemap_svg(f, map, title, next_id(r, id));
	fclose(f);
	show(r, name, title, svg, len);
	free(svg);
}

/* A step that changed nothing has none. True when it was drawn. */
static bool draw_map(struct report *r, const struct recorded *run, const struct recorded_step *step)
{
	struct map_edge before = {0}, after = {0};
	const struct pagemap map = {&before, &after, (uint64_t)run->page_bytes.n};

	keep_pages(run, step->seq, &before, &after);
	const bool drawn = before.count && after.count && !pagemap_same(&before, &after);
	if (drawn)
		put_map(r, run, step, &map);
	free(before.run);
	free(after.run);
	return drawn;
}

void report_pictures(struct report *r, const struct recorded *run)
{
	struct picture pictures[PICTURES_MAX];
	const size_t count = picture_choose(run, pictures);
	size_t maps = 0;

	const bool has_maps = run->page_bytes.known && run->page_bytes.n > 0;

	r->has_pictures = false;
	for (size_t i = 0; i < count; i++) {
		report_picture(r, &pictures[i]);
		picture_free(&pictures[i]);
	}
	for (size_t i = 0; i < run->steps && has_maps && maps < MAPS_MAX; i++)
		maps += draw_map(r, run, &run->step[i]);
	if (r->has_pictures)
		report_close(r);
}
