/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen/screen.h"
#include "screen/screen_internal.h"

const char *screen_paint(const struct session *session, const char *color)
{
	return session->options->color ? color : "";
}

bool screen_wants_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}
