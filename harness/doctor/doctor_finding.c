/* SPDX-License-Identifier: MIT */
/* doctor_finding: how a look says what it saw. */
#include <stdarg.h>
#include <stdio.h>

#include "doctor/doctor_internal.h"
#include "util/line.h"

void found(struct finding *f, enum doctor_status status, const char *how, ...)
{
	va_list args;

	f->status = status;
	va_start(args, how);
	line_vset(f->value, sizeof(f->value), how, args);
	va_end(args);
}
