/* SPDX-License-Identifier: MIT */
/* The lab's pages before and after a step: --map. */
#include <stdio.h>

#include "i18n/intl.h"
#include "screen/screen_internal.h"

void screen_map(const struct session *session)
{
	const struct pagemap map = {&session->map_before, &session->map_after,
				    (uint64_t)session->env.page_size};
	/* The letter says it already. */
	const struct map_paint paint = {
		.state = {"", screen_paint(session, PAINT_YELLOW),
			  screen_paint(session, PAINT_GREEN), screen_paint(session, PAINT_CYAN),
			  screen_paint(session, PAINT_BOLD), screen_paint(session, PAINT_MAGENTA)},
		.plain = screen_paint(session, PAINT_PLAIN),
	};

	/* Nothing of a lab without a region, or of one that died before it could be looked at. */
	if (!session->options->map || !map.after->count)
		return;
	if (map.before->cut || map.after->cut)
		printf(_("   (the map has too many pieces to draw: pages.csv has all)\n"));
	else if (pagemap_same(map.before, map.after))
		printf(_("   (the map did not change)\n"));
	else
		pagemap_text(stdout, &map, &paint);
}
