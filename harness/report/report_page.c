/* SPDX-License-Identifier: MIT */
/* The page around the text: its style, for a phone, a projector, a dark room and a printer. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "report/report_internal.h"

static const char style[] =
	":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#767676;--soft:#f2f2f2}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#eaeaea;--paper:#161616;--line:#8f8f8f;"
	"--soft:#262626}}\n"
	"body{color:var(--ink);background:var(--paper);font:1rem/1.5 system-ui,sans-serif;"
	"max-width:56rem;margin:0 auto;padding:1rem;overflow-wrap:break-word;"
	"word-break:keep-all}\n"
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
	"figure{margin:1rem 0;max-width:40rem;background:#fff;border:1px solid var(--line)}\n"
	"figure svg{display:block;width:100%;height:auto}\n"
	"code{font-family:ui-monospace,monospace;font-size:.9em}\n"
	"pre{background:var(--soft);padding:.5rem;overflow-x:auto}\n"
	"blockquote{border-left:4px solid var(--line);margin:1rem 0;padding-left:1rem}\n"
	".room{border-bottom:1px solid var(--line);min-height:4.5rem}\n";

/*
 * Two pages of A4 a lab: 8.5pt, a step's table in one piece, two pictures and two rooms a row. A
 * browser that does not know :has() leaves out those rules alone.
 */
static const char paper[] =
	"@media print{@page{size:A4;margin:10mm 12mm}\n"
	":root{--ink:#000;--paper:#fff;--line:#666;--soft:#eee}\n"
	"body{font-size:8.5pt;line-height:1.25;max-width:none;padding:0}table,code{font-size:1em}\n"
	"h1{font-size:1.5em;margin:0 0 .4em}h3{font-size:1.1em;margin:.5em 0 .2em}\n"
	"h2{font-size:1.3em;margin:0 0 .3em;border:0;padding:0;break-before:page}"
	"h2:first-of-type{break-before:auto}\n"
	"p,ul,ol,blockquote{margin:.2em 0}th,td{padding:0 4pt}table{line-height:1.2}\n"
	"tr,blockquote,figure,.room{break-inside:avoid}h1,h2,h3{break-after:avoid}\n"
	"p:has(+.scroll),.scroll:has(+p>em:only-child){break-after:avoid}\n"
	".scroll:not(:has(tr:nth-child(12))){break-inside:avoid}\n"
	".pictures{display:flex;flex-wrap:wrap;gap:1.5mm 3mm}\n"
	"figure{margin:0;width:calc(50% - 1.5mm - 2px);max-width:none}"
	"figure svg{max-height:80mm}\n"
	"figure:only-child{width:62%}\n"
	".pictures:has(figure:nth-child(5)) figure{width:calc(33.3% - 2mm - 2px)}\n"
	".rooms{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;"
	"grid-template-rows:repeat(3,auto);gap:0 3mm}.room{min-height:16mm}\n"
	"h2+.scroll thead{display:none}h2+.scroll tbody{display:grid;grid-template-columns:1fr 1fr}"
	"h2+.scroll tr{display:grid;grid-template-columns:8.6em 1fr}}\n";

void report_begin(struct report *r)
{
	const char *title = _("# Memory labs: what was expected, and what was seen\n");

	fprintf(r->html,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; img-src data:\">\n"
		"<title>Pagelab</title>\n<style>\n%s%s</style>\n</head>\n<body>\n<main>\n",
		intl_language(), style, paper);
	report_markdown(r, title, strlen(title));
}

void report_end(struct report *r)
{
	fprintf(r->html, "</main>\n</body>\n</html>\n");
}
