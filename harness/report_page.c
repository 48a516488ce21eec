/* SPDX-License-Identifier: MIT */
/* The page around the text: its style, for a phone, a projector, a dark room and a printer. */
#include <stdio.h>
#include <string.h>

#include "intl.h"
#include "report_inside.h"

static const char style[] =
	":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#767676;--soft:#f2f2f2}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#eaeaea;--paper:#161616;--line:#8f8f8f;"
	"--soft:#262626}}\n"
	"body{color:var(--ink);background:var(--paper);font:1rem/1.5 system-ui,sans-serif;"
	"max-width:56rem;margin:0 auto;padding:1rem;overflow-wrap:break-word}\n"
	"h1,h2,h3{line-height:1.2}h2{border-top:3px solid var(--line);padding-top:1rem;"
	"margin-top:3rem}\n"
	"a{color:inherit}\n"
	".scroll{overflow-x:auto}.scroll:focus-visible{outline:3px solid var(--line)}\n"
	"table{border-collapse:collapse;width:100%;font-size:.9em}\n"
	"th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;"
	"vertical-align:top}\n"
	"td[align=right],th[align=right]{text-align:right;font-variant-numeric:tabular-nums;"
	"white-space:nowrap}\n"
	"th{background:var(--soft)}\n"
	"figure{margin:1rem 0;background:#fff;border:1px solid var(--line)}\n"
	"figure svg{display:block;width:100%;height:auto}\n"
	"code{font-family:ui-monospace,monospace;font-size:.9em}\n"
	"pre{background:var(--soft);padding:.5rem;overflow-x:auto}\n"
	"blockquote{border-left:4px solid var(--line);margin:1rem 0;padding-left:1rem}\n"
	".room{border-bottom:1px solid var(--line);min-height:4.5rem}\n"
	"@media print{@page{size:A4;margin:10mm 12mm}:root{--ink:#000;--paper:#fff;--line:#666;"
	"--soft:#eee}body{font-size:8.5pt;line-height:1.25;max-width:none;padding:0}"
	"h2{break-before:page;margin-top:0;border:0;padding:0}h2:first-of-type{break-before:auto}"
	"h3{margin:.4em 0 .2em}p,ul,ol{margin:.2em 0}th,td{padding:0 4pt}table{line-height:1.2}"
	"figure{display:inline-block;width:31%;vertical-align:top;break-inside:avoid;margin:.3em "
	"1% 0 0}tr,blockquote{break-inside:avoid}h3,h2,p:has(+.scroll){break-after:avoid}"
	"blockquote{margin:.3em 0}.room{min-height:7.5mm}"
	"h2+.scroll thead{display:none}h2+.scroll tbody{display:grid;grid-template-columns:1fr 1fr}"
	"h2+.scroll tr{display:grid;grid-template-columns:9em 1fr}}\n";

void report_begin(struct report *r)
{
	const char *title = _("# Memory labs: what was expected, and what was seen\n");

	fprintf(r->html,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; img-src data:\">\n"
		"<title>Pagelab</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n",
		intl_language(), style);
	report_markdown(r, title, strlen(title));
}

void report_end(struct report *r)
{
	fprintf(r->html, "</main>\n</body>\n</html>\n");
}
