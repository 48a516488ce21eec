/* SPDX-License-Identifier: MIT */
#include "utf8.h"

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

void utf8_clean(char *s)
{
	while (*s) {
		size_t n = utf8_printable(s);

		if (n == 0)
			*s = '?';
		s += n ? n : 1;
	}
}
