/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "i18n/filled.h"
#include "util/file.h"

enum { PARTS = 8, OWN_LEAST = 8, PART_ROOM = 480 };

/* What a conversion was filled with. */
struct part {
	const char *s;
	size_t len;
};

/* printf(3): %[n$][flags][width][.precision][length]type. Without n$: the next argument. */
struct conversion {
	size_t len; /* 0: none that we know */
	int argument;
	char type;
};

enum fit {
	FIT_NO,
	FIT_YES,
	FIT_NEVER, /* nor if an earlier part were longer */
};

static const char digits[] = "0123456789";

static struct conversion read_conversion(const char *form, int next)
{
	const char *s = form + 1;
	size_t number = strspn(s, digits);
	int argument = next;

	if (number && s[number] == '$') {
		argument = atoi(s) - 1;
		s += number + 1;
	}
	s += strspn(s, "-+ #0");
	s += strspn(s, digits);
	if (*s == '.')
		s += 1 + strspn(s + 1, digits);
	s += strspn(s, "hljzt");
	if (!*s || !strchr("diuxscfg", *s) || argument < 0 || argument >= PARTS)
		return (struct conversion){0};
	return (struct conversion){(size_t)(s + 1 - form), argument, *s};
}

static bool begins_conversion(const char *form)
{
	return form[0] == '%' && form[1] != '%';
}

static enum fit fits(const char *form, const char *text, int next, struct part parts[PARTS]);

static enum fit fits_part(const char *form, const char *text, int next, struct part parts[PARTS])
{
	const struct conversion c = read_conversion(form, next);

	if (!c.len)
		return FIT_NEVER;
	struct part *part = &parts[c.argument];
	if (strchr("diux", c.type)) {
		*part = (struct part){text, (*text == '-') + strspn(text + (*text == '-'), digits)};
		return part->len ? fits(form + c.len, text + part->len, next + 1, parts) : FIT_NO;
	}
	for (size_t len = 0;; len++) {
		*part = (struct part){text, len};
		const enum fit fit = fits(form + c.len, text + len, next + 1, parts);
		if (fit != FIT_NO)
			return fit;
		if (!text[len])
			return FIT_NEVER;
	}
}

static enum fit fits(const char *form, const char *text, int next, struct part parts[PARTS])
{
	for (; *form; form++, text++) {
		if (begins_conversion(form))
			return fits_part(form, text, next, parts);
		if (*form == '%')
			form++;
		if (*form != *text)
			return FIT_NO;
	}
	return *text ? FIT_NO : FIT_YES;
}

/* The bytes that the form does not get from elsewhere. */
static size_t count_own(const char *form)
{
	size_t own = 0;

	while (*form) {
		const size_t len = begins_conversion(form) ? read_conversion(form, 0).len : 0;

		own += len == 0;
		form += len ? len : 1;
	}
	return own;
}

static void put(struct text *out, const char *s, size_t len)
{
	for (; len && out->len + 1 < out->room; len--)
		out->data[out->len++] = *s++;
	out->data[out->len] = '\0';
}

static void put_part(const struct po *po, struct text *out, const struct part *part)
{
	char text[PART_ROOM], translated[PART_ROOM];
	const char *shown = NULL;

	if (part->len < sizeof(text) && part->len && memchr(part->s, ' ', part->len)) {
		memcpy(text, part->s, part->len);
		text[part->len] = '\0';
		shown = po_find(po, text);
		if (!shown && filled_translate(po, text, translated, sizeof(translated)))
			shown = translated;
	}
	put(out, shown ? shown : part->s, shown ? strlen(shown) : part->len);
}

static void fill(const struct po *po, struct text *out, const char *form,
		 const struct part parts[PARTS])
{
	int next = 0;

	for (; *form; form++) {
		if (begins_conversion(form)) {
			const struct conversion c = read_conversion(form, next++);

			if (c.len) {
				put_part(po, out, &parts[c.argument]);
				form += c.len - 1;
				continue;
			}
		}
		form += *form == '%' && form[1] == '%';
		put(out, form, 1);
	}
}

bool filled_translate(const struct po *po, const char *text, char *out, size_t room)
{
	struct part parts[PARTS] = {0}, best_parts[PARTS] = {0};
	size_t best = po->ids.count, best_own = OWN_LEAST - 1;

	for (size_t i = 0; i < po->ids.count; i++) {
		const char *form = po->ids.text[i];

		if (!strchr(form, '%') || count_own(form) <= best_own ||
		    fits(form, text, 0, parts) != FIT_YES)
			continue;
		best = i;
		best_own = count_own(form);
		memcpy(best_parts, parts, sizeof(parts));
	}
	if (best == po->ids.count)
		return false;
	struct text filled = {.data = out, .room = room};
	fill(po, &filled, po->translated[best], best_parts);
	return true;
}
