/* SPDX-License-Identifier: MIT */
/* The lines of lab.conf that are about a step. */
#include <string.h>

#include "i18n/intl.h"
#include "kernel/metrics.h"
#include "lab/labconf_internal.h"
#include "util/size.h"

int labconf_step(const struct labconf *conf, const char *name)
{
	for (size_t i = 0; i < conf->steps; i++)
		if (strcmp(conf->step[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* "step NAME text" and "means NAME text" */
bool labconf_take_step(char *value, bool means, struct labconf *conf, struct labconf_error *error)
{
	char *rest;

	if (!labconf_two_words(value, &rest) || strlen(value) >= sizeof(conf->step[0].name))
		return labconf_wrong(error,
				     _("expected the name of a step (at most 15 bytes) and a text"),
				     value);
	int i = labconf_step(conf, value);
	if (i < 0) {
		if (conf->steps == LABCONF_STEPS)
			return labconf_wrong(error, _("expected at most 16 steps"), value);
		i = (int)conf->steps++;
		strcpy(conf->step[i].name, value);
	}
	return labconf_take_text(rest, means ? conf->step[i].means : conf->step[i].what, error);
}

/*
 * "at NAME memory.max SIZE": the step must stand above, so that a misspelt one is a mistake and not
 * a limit that never comes.
 */
bool labconf_take_at(char *value, struct labconf *conf, struct labconf_error *error)
{
	char *file, *size;

	if (!labconf_two_words(value, &file) || !labconf_two_words(file, &size) ||
	    strcmp(file, "memory.max") != 0)
		return labconf_wrong(error,
				     _("expected the name of a step, memory.max and a size, as in "
				       "\"at more-room memory.max 128M\""),
				     value);
	if (!conf->limits)
		return labconf_wrong(
			error, _("expected a line \"limit memory.max\" above this one"), value);
	const int i = labconf_step(conf, value);
	if (i < 0)
		return labconf_wrong(error,
				     _("expected a step that a line \"step\" above this one names"),
				     value);
	conf->step[i].memory_max = size_parse(size);
	return conf->step[i].memory_max.known ||
	       labconf_wrong(error, _("expected a size such as 128M or 1G"), size);
}

/*
 * "guess NAME COLUMN question": without a question the column's own words do. As above, a misspelt
 * step or column is a mistake.
 */
bool labconf_take_guess(char *value, struct labconf *conf, struct labconf_error *error)
{
	char *column, *question;

	if (!labconf_two_words(value, &column) || !labconf_two_words(column, &question))
		return labconf_wrong(error,
				     _("expected the name of a step, a column or m:NAME, and a "
				       "question"),
				     value);
	if (conf->guesses == LABCONF_GUESSES)
		return labconf_wrong(error, _("expected at most 24 guesses"), value);
	const int step = labconf_step(conf, value);
	if (step < 0)
		return labconf_wrong(error,
				     _("expected a step that a line \"step\" above this one names"),
				     value);
	if (strlen(column) >= sizeof(conf->guess[0].column) ||
	    (metric_find(column) < 0 && strncmp(column, "m:", 2) != 0))
		return labconf_wrong(error,
				     _("expected a column (pagelab fields lists them) or m:NAME"),
				     column);
	conf->guess[conf->guesses].step = step;
	strcpy(conf->guess[conf->guesses].column, column);
	return labconf_take_text(question, conf->guess[conf->guesses++].question, error);
}
