/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "i18n/option.h"
#include "util/line.h"

static bool has_value(const char *word)
{
	return strncmp(word, "--", 2) == 0 && strchr(word, '=');
}

int option_next(int argc, char **argv, const char *letters, const struct option *options)
{
	opterr = 0;

	const int found = getopt_long(argc, argv, letters, options, NULL);
	const bool is_long = found == '?' && !optopt;
	const char letter[] = {'-', (char)optopt, '\0'};
	/* Of letters in one word, as in -vx, getopt has not moved on to the next word. */
	const char *word = optind > 1 ? argv[optind - 1] : "";

	if (found == ':')
		fprintf(stderr, _("pagelab %s: option %s needs a value. Type: pagelab %s --help\n"),
			argv[0], word, argv[0]);
	else if (found == '?' && !is_long && has_value(word))
		fprintf(stderr,
			_("pagelab %s: option %.*s takes no value. Type: pagelab %s --help\n"),
			argv[0], (int)strcspn(word, "="), word, argv[0]);
	else if (found == '?')
		fprintf(stderr,
			_("pagelab %s: there is no option %.60s. Type: pagelab %s --help\n"),
			argv[0], line_part(is_long ? word : letter, 60), argv[0]);
	return found == ':' ? '?' : found;
}
