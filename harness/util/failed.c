/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/failed.h"
#include "util/line.h"

static char named[PATH_MAX];
static int of;

int failed(int error, const char *what, ...)
{
	va_list args;

	of = abs(error);
	va_start(args, what);
	line_vset(named, sizeof(named), what, args);
	va_end(args);
	return -of;
}

const char *failed_what(int error)
{
	return abs(error) == of ? named : "";
}
