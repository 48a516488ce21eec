/* SPDX-License-Identifier: MIT */
/* labconf_text: what every line of lab.conf needs: its words, its text, and what is wrong. */
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "lab/labconf_internal.h"
#include "util/utf8.h"

bool labconf_wrong(struct labconf_error *error, const char *what, const char *got)
{
	int len = (int)strnlen(got, 40);

	/* not in the middle of a character */
	while (len && got[len] && ((unsigned char)got[len] & 0xc0) == 0x80)
		len--;
	snprintf(error->message, sizeof(error->message), _("%s, got \"%.*s\""), what, len, got);
	utf8_clean(error->message);
	return false;
}

bool labconf_take_text(const char *value, char out[LABCONF_TEXT], struct labconf_error *error)
{
	if (strlen(value) >= LABCONF_TEXT)
		return labconf_wrong(error, _("expected at most 199 bytes of text"), value);
	strcpy(out, value);
	utf8_clean(out);
	return true;
}

bool labconf_two_words(char *value, char **rest)
{
	char *blank = strpbrk(value, " \t");

	if (!blank)
		return false;
	*blank++ = '\0';
	*rest = blank + strspn(blank, " \t");
	return **rest != '\0';
}
