/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "i18n/filled.h"
#include "i18n/intl.h"
#include "i18n/intl_internal.h"

static struct po messages;
static char language[8] = "en";

bool intl_is_english(void)
{
	return strcmp(language, "en") == 0;
}

const char *_(const char *text)
{
	const char *translated = intl_is_english() ? NULL : po_find(&messages, text);

	return translated ? translated : text;
}

const char *n_(const char *one, const char *many, size_t n)
{
	const char *translated = intl_is_english() ? NULL : po_find(&messages, one);

	return translated ? translated : n == 1 ? one : many;
}

const char *intl_filled(const char *text, char *out, size_t room)
{
	const char *translated = intl_is_english() ? NULL : po_find(&messages, text);

	if (translated)
		return translated;
	return !intl_is_english() && filled_translate(&messages, text, out, room) ? out : text;
}

struct po *intl_messages(void)
{
	return &messages;
}

void intl_speak(const char *wanted)
{
	snprintf(language, sizeof(language), "%s", wanted);
}

void intl_english(void)
{
	intl_speak("en");
}

const char *intl_language(void)
{
	return language;
}
