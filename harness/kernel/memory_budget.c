/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/group.h"
#include "kernel/memory_budget.h"
#include "kernel/vm_guest.h"
#include "util/size.h"

int64_t fit_share(const struct roots *roots, int64_t available)
{
	return guest_is_here(roots) ? available / 8 * 7 : available / 2;
}

struct value fit_most(const struct roots *roots)
{
	const struct value available = memory_available(roots, getpid());

	if (!available.known)
		return unknown;
	return known(fit_share(roots, available.n));
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

const char *fit_typed(const struct roots *roots, const char *name, char out[FIT_TYPED])
{
	const struct value most = fit_most(roots);
	/* What is available moves: one that still fits when it is a little less. */
	const int64_t mib = most.n / 8 * 7 / 1024 / 1024;

	out[0] = '\0';
	if (most.known && mib > 0)
		snprintf(out, FIT_TYPED, "%s=%lldM", name, (long long)mib);
	return out;
}
