/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "i18n/form.h"

enum { ARGUMENTS = 16, TYPE = 8 };

/* The type of each argument: its length modifier and its letter. */
struct form {
	char type[ARGUMENTS][TYPE];
	size_t next; /* argument of a conversion that does not say which */
	bool is_ordered, is_numbered, is_wrong;
	bool has_stray; /* a percent sign that begins nothing */
};

static const char decimal[] = "0123456789";

/* "2$": which argument. Else the next one, and the position stays. */
static size_t take_number(struct form *form, const char **s)
{
	const size_t len = strspn(*s, decimal);

	if (!len || (*s)[len] != '$') {
		form->is_ordered = true;
		return form->next++;
	}
	const size_t number = len < 3 ? (size_t)atoi(*s) : 0;
	form->is_numbered = true;
	*s += len + 1;
	return number - 1;
}

static void take_type(struct form *form, size_t argument, const char *type, size_t len)
{
	if (argument >= ARGUMENTS || len >= TYPE) {
		form->is_wrong = true;
		return;
	}
	char *known = form->type[argument];
	form->is_wrong |= known[0] && (strlen(known) != len || memcmp(known, type, len) != 0);
	memcpy(known, type, len);
	known[len] = '\0';
}

/* A width or a precision; "*" is an argument of its own. */
static const char *take_width(struct form *form, const char *s)
{
	if (*s != '*')
		return s + strspn(s, decimal);
	s++;
	take_type(form, take_number(form, &s), "*", 1);
	return s;
}

/* "50%", "50% 이상", "50%.": printf sees that nothing begins here, and goes on behind it. */
static bool is_stray(const char *s)
{
	s += strspn(s, " ");
	if (*s == '.')
		return !s[1] || s[1] == ' ' || s[1] == '\n';
	return !*s || !isascii((unsigned char)*s) || strchr("\n,;:!?)]}>\"/", *s);
}

/* What is behind a percent sign. Any letter is a conversion: some libraries know more than others.
 */
static const char *take_conversion(struct form *form, const char *s)
{
	struct form with = *form;
	const char *at = s;
	const size_t number_len = strspn(at, decimal);
	const bool is_numbered = number_len && at[number_len] == '$';
	size_t argument = is_numbered ? take_number(&with, &at) : 0;

	at += strspn(at, "-+ #0'I");
	at = take_width(&with, at);
	if (*at == '.')
		at = take_width(&with, at + 1);
	const char *type = at;
	at += strspn(at, "hlqjzZtL");
	if (!isascii((unsigned char)*at) || !isalpha((unsigned char)*at)) {
		form->has_stray = true;
		form->is_wrong |= !is_stray(s);
		return s;
	}
	if (!is_numbered)
		argument = take_number(&with, &(const char *){""});
	take_type(&with, argument, type, (size_t)(at + 1 - type));
	*form = with;
	return at + 1;
}

static struct form read_form(const char *s)
{
	struct form form = {0};

	while ((s = strchr(s, '%')))
		s = s[1] == '%' ? s + 2 : take_conversion(&form, s + 1);
	/* printf knows no mixture */
	form.is_wrong |= form.is_ordered && form.is_numbered;
	return form;
}

bool form_fits(const char *text, const char *translation)
{
	const struct form wanted = read_form(text), found = read_form(translation);

	/* no text for printf, which the compiler would have refused */
	if (wanted.is_wrong)
		return true;
	for (size_t i = 0; i < ARGUMENTS; i++)
		if (strcmp(wanted.type[i], found.type[i]) != 0)
			return false;
	/* of a text without arguments, "half of it" may be "50%" */
	return !found.is_wrong && (!found.has_stray || wanted.has_stray || !wanted.type[0][0]);
}
