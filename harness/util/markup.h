/* SPDX-License-Identifier: MIT */
/* markup: anybody's text inside HTML or Markdown, as text and nothing else. */
#ifndef UTIL_MARKUP_H
#define UTIL_MARKUP_H

#include <stdio.h>

/* Inside an HTML or SVG element, or an attribute in double quotes. */
void markup_text(FILE *f, const char *text);

/* Inside Markdown, in a table's cell too: what has a meaning there is escaped. */
void markup_markdown(FILE *f, const char *text);

/*
 * Pure: Markdown of ours without links that lead out of the page: "[lazy](../lazy/README.md)"
 * becomes "lazy". At most room bytes; returns out.
 */
char *markup_without_links(const char *markdown, char *out, size_t room);

/* The text between the line "## heading" and the next of that kind, or NULL; *len its length. */
const char *markup_section(const char *markdown, const char *heading, size_t *len);

#endif
