/* SPDX-License-Identifier: MIT */
#include "util/number.h"

bool number_ends(const char *s, const char *end)
{
	return s == end || *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r' || *s == '\0';
}

struct value parse_number(const char **s, const char *end)
{
	const char *p = *s;
	bool minus = p < end && *p == '-';
	int64_t n = 0;

	p += minus;
	const char *first = p;
	/* Below zero from the start: INT64_MIN has no positive twin. */
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		const int digit = minus ? '0' - *p : *p - '0';

		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, digit, &n))
			return unknown;
	}
	if (p == first || !number_ends(p, end))
		return unknown;
	*s = p;
	return known(n);
}
