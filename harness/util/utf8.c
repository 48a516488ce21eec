/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "util/utf8.h"

size_t utf8_printable(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t len = *u < 0x80 ? 1 : *u >= 0xf0 ? 4 : *u >= 0xe0 ? 3 : 2;

	if (*u < 0x20 || *u == 0x7f || (*u >= 0x80 && *u < 0xc2) || *u > 0xf4)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	/* C1 controls, surrogates, overlong three- and four-byte forms, above U+10FFFF */
	if ((u[0] == 0xc2 && u[1] < 0xa0) || (u[0] == 0xe0 && u[1] < 0xa0) ||
	    (u[0] == 0xed && u[1] >= 0xa0) || (u[0] == 0xf0 && u[1] < 0x90) ||
	    (u[0] == 0xf4 && u[1] >= 0x90))
		return 0;
	return len;
}

size_t utf8_whole(const char *s, size_t len)
{
	size_t begin = len;

	for (size_t back = 1; back <= 3 && back <= len; back++) {
		const unsigned char u = (unsigned char)s[len - back];

		if ((u & 0xc0) == 0x80)
			continue;
		if (u >= 0xc2 && (u >= 0xf0 ? 4 : u >= 0xe0 ? 3 : 2) > back)
			begin = len - back;
		break;
	}
	return begin;
}

static uint32_t code_point(const unsigned char *u, size_t len)
{
	static const unsigned char lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t c = u[0] & lead[len];

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (u[i] & 0x3f);
	return c;
}

struct range {
	uint32_t first, last;
};

static bool is_within(uint32_t c, const struct range *range, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c >= range[i].first && c <= range[i].last)
			return true;
	return false;
}

/* Marks that have what stands behind them read from the right: it then looks like other text. */
static bool turns(const char *s, size_t len)
{
	static const struct range turning[] = {
		{0x61c, 0x61c}, {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2066, 0x2069}};

	return len > 1 && is_within(code_point((const unsigned char *)s, len), turning,
				    sizeof(turning) / sizeof(turning[0]));
}

void utf8_clean(char *s)
{
	while (*s) {
		const size_t n = utf8_printable(s), step = n ? n : 1;

		if (n == 0 || turns(s, n))
			memset(s, '?', step);
		s += step;
	}
}

bool utf8_is_unseen(const char *s)
{
	static const struct range unseen[] = {
		{0xa0, 0xa0},	  {0xad, 0xad},	    {0x300, 0x36f},    {0x61c, 0x61c},
		{0x1680, 0x1680}, {0x180b, 0x180e}, {0x2000, 0x200f},  {0x2028, 0x202f},
		{0x205f, 0x206f}, {0x3000, 0x3000}, {0x3164, 0x3164},  {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xe0000, 0xe0fff}};
	const size_t len = utf8_printable(s);

	return len > 1 && is_within(code_point((const unsigned char *)s, len), unseen,
				    sizeof(unseen) / sizeof(unseen[0]));
}

static bool is_wide(uint32_t c)
{
	static const struct range wide[] = {
		{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0x33ff},   {0x3400, 0x4dbf},
		{0x4e00, 0x9fff},   {0xa000, 0xa4cf},	{0xa960, 0xa97f},   {0xac00, 0xd7a3},
		{0xf900, 0xfaff},   {0xfe30, 0xfe6f},	{0xff00, 0xff60},   {0xffe0, 0xffe6},
		{0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
	};

	return is_within(c, wide, sizeof(wide) / sizeof(wide[0]));
}

static int width_of(const char *s, size_t len)
{
	const uint32_t c = len ? code_point((const unsigned char *)s, len) : 0;

	if ((c >= 0x300 && c <= 0x36f) || (c >= 0x1160 && c <= 0x11ff) ||
	    (c >= 0xd7b0 && c <= 0xd7ff))
		return 0;
	return is_wide(c) ? 2 : 1;
}

bool utf8_is_jamo(const char *s)
{
	const size_t len = utf8_printable(s);
	const uint32_t c = len ? code_point((const unsigned char *)s, len) : 0;

	return (c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97f) ||
	       (c >= 0xd7b0 && c <= 0xd7ff);
}

size_t utf8_fitting(const char *s, int columns)
{
	size_t at = 0, blank = 0;

	while (s[at]) {
		const size_t len = utf8_printable(s + at);

		columns -= width_of(s + at, len);
		if (columns < 0 && at && s[at] != ' ')
			return blank ? blank : at;
		if (columns < 0 && at)
			return at;
		blank = s[at] == ' ' ? at : blank;
		at += len ? len : 1;
	}
	return at;
}

int utf8_width(const char *s)
{
	int columns = 0;

	while (*s) {
		const size_t len = utf8_printable(s);

		columns += width_of(s, len);
		s += len ? len : 1;
	}
	return columns;
}

int utf8_gap(const char *s, int columns)
{
	const int width = utf8_width(s);

	return width < columns ? columns - width : 0;
}
