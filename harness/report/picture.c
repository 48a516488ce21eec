/* SPDX-License-Identifier: MIT */
/* From a script to an SVG that can stand inside a page, or to a PNG. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/filter_process.h"
#include "report/picture_internal.h"
#include "util/markup.h"
#include "util/utf8.h"

void picture_free(struct picture *p)
{
	free(p->script);
	p->script = NULL;
}

static char guarded(char c)
{
	return (unsigned char)c < ' ' || strchr("\"'`\\$@", c) ? '?' : c;
}

void picture_guard(const char *text, char *out, size_t room)
{
	size_t len = 0;

	for (; *text && len + 1 < room; text++)
		out[len++] = guarded(*text);
	out[*text ? utf8_whole(out, len) : len] = '\0';
}

void picture_label(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++)
		fputc(guarded(*text), f);
	fputc('"', f);
}

void picture_say(FILE *f, const char *script, ...)
{
	va_list args;

	va_start(args, script);
	for (const char *at; (at = strchr(script, '%')); script = at + (at[1] == 's' ? 2 : 3)) {
		fwrite(script, 1, (size_t)(at - script), f);
		if (at[1] == 's')
			picture_label(f, va_arg(args, const char *));
		else
			fprintf(f, "%zu", va_arg(args, size_t));
	}
	va_end(args);
	fputs(script, f);
}

static int draw(const struct picture *p, const char *terminal, struct text *out)
{
	static char *const argv[] = {"gnuplot", "-d", "-", NULL};
	char *script = NULL;
	size_t len;
	FILE *f = open_memstream(&script, &len);

	if (!f)
		return -ENOMEM;
	fprintf(f, "%s\n%s", terminal, p->script);
	fclose(f);
	int error = tool_filter(argv, script, len, out);
	free(script);
	return error ? error : out->len ? 0 : -EIO;
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* gnuplot's ids are the same in each picture: those of this one get a word in front. */
static void copy_line(FILE *f, const char *line, size_t len, const char *unique)
{
	for (size_t i = 0; i < len; i++) {
		if (begins(line + i, "gpP") || begins(line + i, "gnuplot_"))
			fprintf(f, "%s-", unique);
		fputc(line[i], f);
	}
}

/* Our title and description in the place of gnuplot's; what stands before <svg is left out. */
static void name_it(FILE *f, const struct picture *p, const char *unique, const char *svg)
{
	bool inside = false;

	for (const char *line = svg; *line;) {
		const size_t len = strcspn(line, "\n") + 1;

		if (begins(line, "<svg")) {
			inside = true;
			fprintf(f, "<svg role=\"img\" aria-labelledby=\"%s-t %s-d\"", unique,
				unique);
			copy_line(f, line + 4, len - 4, unique);
		} else if (begins(line, "<title>")) {
			fprintf(f, "<title id=\"%s-t\">", unique);
			markup_text(f, p->title);
			fprintf(f, "</title>\n<desc id=\"%s-d\">", unique);
			markup_text(f, p->description);
			fprintf(f, "</desc>\n");
		} else if (inside && !begins(line, "<desc>")) {
			copy_line(f, line, len, unique);
		}
		line += line[len - 1] ? len : len - 1;
	}
}

int picture_svg(const struct picture *p, const char *unique, struct text *svg)
{
	CLEANUP_TEXT struct text drawn = {0};
	char terminal[160];

	snprintf(terminal, sizeof(terminal),
		 "set terminal svg size 760,%d dynamic noenhanced font 'sans-serif,%d' "
		 "background '#ffffff'",
		 p->height_px, PICTURE_FONT);
	int error = draw(p, terminal, &drawn);

	if (error)
		return error;
	FILE *f = open_memstream(&svg->data, &svg->len);
	if (!f)
		return -ENOMEM;
	name_it(f, p, unique, drawn.data);
	fclose(f);
	svg->room = svg->len + 1;
	return svg->len ? 0 : -EIO;
}

int picture_png(const struct picture *p, struct text *png)
{
	char terminal[160];

	snprintf(terminal, sizeof(terminal),
		 "set terminal pngcairo size 1140,%d noenhanced font 'sans-serif,%d'",
		 p->height_px * 3 / 2, PICTURE_FONT);
	return draw(p, terminal, png);
}
