/* SPDX-License-Identifier: MIT */
/* screen_head: what stands above rows: the lab and its machine, a step's title; and whether any. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "screen/screen.h"
#include "screen/screen_internal.h"
#include "screen/screen_oom.h"
#include "util/size.h"
#include "util/template.h"
#include "util/utf8.h"

bool screen_is_shown(const struct session *session)
{
	return session->whole && !session->options->quiet && !session->options->json;
}

void screen_expand(const char *text, int64_t size_bytes, int64_t page_bytes, char *out, size_t room)
{
	char size[32], pages[32], page[32];
	const struct template_word words[] = {
		{"{size}", size_show(size_bytes, size, sizeof(size))},
		{"{pages}", count_show(size_bytes / page_bytes, false, pages, sizeof(pages))},
		{"{page}", size_show(page_bytes, page, sizeof(page))},
	};

	template_fill(text, words, sizeof(words) / sizeof(words[0]), out, room);
}

const char *screen_expand_of(const struct session *session, const char *text, char *out,
			     size_t room)
{
	screen_expand(_(text), session->size.known ? session->size.n : 0, session->env.page_size,
		      out, room);
	return out;
}

/* "Linux 6.18", as one says it; the whole release is in run.json. */
static void print_machine(const struct session *session)
{
	const char *kernel = session->env.kernel;
	size_t len = strcspn(kernel, ".");

	len += kernel[len] ? 1 + strcspn(kernel + len + 1, ".-") : 0;
	printf("Linux %.*s %s%s | ", (int)len, kernel, session->env.machine,
	       session->env.is_guest ? _(" in a VM") : "");
	printf("%s | ", !session->env.swap_kib.known ? _("swap not known")
			: session->env.swap_kib.n    ? _("swap on")
						     : _("swap off"));
	printf("%s\n", session->conf->thp_default ? _("huge pages as they are set")
						  : _("huge pages off for this lab"));
}

/* Its room, and that a seed changes nothing. */
static void print_own(struct session *session)
{
	if (session->group.is_there)
		screen_room(session);
	else if (session->conf->limits && session->conf->room_optional)
		printf(_("No room of its own here: what a group would tell is left out. Type: make "
			 "doctor\n"));
	if (session->has_seed && !session->size.known &&
	    !labconf_limit(session->conf, "memory.max"))
		printf(_("This lab is the same for every SEED: it has no size or room of its "
			 "own.\n"));
}

void screen_head(struct session *session)
{
	char size[32], pages[32], page[32], course[300] = "";

	if (session->has_head || !screen_is_shown(session))
		return;
	session->has_head = true;
	/* A recording may be of a lab that is not here: nothing is known of its course. */
	if (session->conf->minutes && session->conf->topic[0])
		snprintf(course, sizeof(course), _("course text %s | %d min"), session->conf->topic,
			 session->conf->minutes);
	else if (session->conf->minutes)
		snprintf(course, sizeof(course), _("%d min"), session->conf->minutes);
	const char *summary = _(session->conf->summary);
	const int head = (int)strlen(session->conf->name) + 2 + utf8_width(summary);
	printf("%s%s: %s%s%*s%s\n", screen_paint(session, PAINT_BOLD), session->conf->name, summary,
	       screen_paint(session, PAINT_PLAIN), utf8_gap(course, SCREEN_WIDTH - head), "",
	       course);
	if (session->size.known)
		printf(_("%s = %s pages of %s | "), size_show(session->size.n, size, sizeof(size)),
		       count_show(session->size.n / session->env.page_size, false, pages,
				  sizeof(pages)),
		       size_show(session->env.page_size, page, sizeof(page)));
	print_machine(session);
	print_own(session);
	if (session->null_watched)
		printf(session->null_moved
			       ? _("Watching cost something: an empty step moved %zu of %zu "
				   "counters.          (kB = 1024 bytes, as in /proc)\n")
			       : _("Watching cost nothing: an empty step moved %zu of %zu "
				   "counters.          (kB = 1024 bytes, as in /proc)\n"),
		       session->null_moved, session->null_watched);
}

void screen_title(struct session *session)
{
	const int i = labconf_step(session->conf, session->at.step);
	char what[2 * LABCONF_TEXT];

	session->has_title = true;
	printf("\n%s%d  %-15s%s %s\n", screen_paint(session, PAINT_BOLD), session->at.seq,
	       session->at.step, screen_paint(session, PAINT_PLAIN),
	       i < 0 ? ""
		     : screen_expand_of(session, session->conf->step[i].what, what, sizeof(what)));
}
