/* SPDX-License-Identifier: MIT */
/* lab_die: how a lab that cannot go on ends. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab_internal.h"
#include "util/line.h"

static bool in_silence;

void lab_die_init(bool silence)
{
	in_silence = silence;
}

__attribute__((noreturn)) void lab_die(int status, const char *why, ...)
{
	char text[500];
	va_list args;

	if (in_silence)
		exit(0);
	va_start(args, why);
	line_vset(text, sizeof(text), why, args);
	va_end(args);
	fprintf(stderr, "%.15s: %s\n", program_invocation_short_name, alone_said(text));
	exit(status);
}
