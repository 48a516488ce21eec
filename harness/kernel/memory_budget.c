/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/group.h"
#include "kernel/memory_budget.h"
#include "kernel/vm_guest.h"
#include "util/size.h"

struct value fit_most(const struct roots *roots)
{
	const struct value available = memory_available(roots, getpid());

	if (!available.known)
		return unknown;
	return known(guest_is_here(roots) ? available.n / 8 * 7 : available.n / 2);
}

const char *fit_show(const struct roots *roots, char out[FIT_TEXT])
{
	char there[32];

	snprintf(out, FIT_TEXT,
		 guest_is_here(roots) ? _("seven eighths of the %s that are available")
				      : _("half of the %s that are available"),
		 size_show(memory_available(roots, getpid()).n, there, sizeof(there)));
	return out;
}
