/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "util/size.h"

static const char units[] = "KMGT";

struct value size_parse(const char *s)
{
	int64_t n = 0, scale = 1;

	if (*s < '0' || *s > '9')
		return unknown;
	for (; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *s - '0', &n))
			return unknown;
	if (*s) {
		const char upper = (char)(*s >= 'a' ? *s - 'a' + 'A' : *s);
		const char *unit = strchr(units, upper);

		if (unit)
			scale = (int64_t)1 << (10 * (unit - units + 1));
		s += unit != NULL;
		if (strcmp(s, "") != 0 && strcmp(s, "B") != 0 && (!unit || strcmp(s, "iB") != 0))
			return unknown;
	}
	if (n == 0 || __builtin_mul_overflow(n, scale, &n))
		return unknown;
	return known(n);
}

const char *size_show(int64_t bytes, char *out, size_t room)
{
	static const char *const names[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
	int64_t scale = 1;
	size_t unit = 0;

	while (unit + 1 < sizeof(names) / sizeof(names[0]) && bytes / scale >= 1024) {
		scale *= 1024;
		unit++;
	}
	int64_t tenths = bytes % scale * 10 / scale;
	if (tenths)
		snprintf(out, room, "%" PRId64 ".%" PRId64 " %s", bytes / scale, tenths,
			 names[unit]);
	else
		snprintf(out, room, "%" PRId64 " %s", bytes / scale, names[unit]);
	return out;
}

const char *count_show(int64_t n, bool plus, char *out, size_t room)
{
	char digits[24];
	/* Through unsigned: −INT64_MIN does not fit. */
	uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, size);
	size_t used = 0;

	if (n < 0 || (plus && n > 0))
		out[used++] = n < 0 ? '-' : '+';
	for (int i = 0; i < len && used + 2 < room; i++) {
		if (i && (len - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = digits[i];
	}
	out[used] = '\0';
	return out;
}

static uint64_t hash_more(uint64_t hash, const char *s)
{
	do {
		hash = (hash ^ (unsigned char)*s) * 0x100000001b3;
	} while (*s++);
	return hash;
}

uint64_t hash_of(const char *a, const char *b)
{
	return hash_more(hash_more(0xcbf29ce484222325, a), b);
}

int64_t size_share(int64_t bytes, const char *seed, const char *lab)
{
	enum { PARTS = 65536 }; /* fine enough that two of a class seldom meet */
	const uint64_t hash = hash_of(seed, lab);

	return bytes * (PARTS * 3 / 4 + (int64_t)((hash ^ hash >> 32) % (PARTS / 2))) / PARTS;
}
