/* SPDX-License-Identifier: MIT */
/* lab_need: what a lab cannot do without: a limit, a group that can slow it, a machine to waste. */
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "kernel/group.h"
#include "kernel/roots.h"
#include "kernel/vm_guest.h"
#include "lab.h"
#include "lab_internal.h"
#include "util/size.h"

size_t lab_need_cap(void)
{
	const int64_t ram = (int64_t)sysconf(_SC_PHYS_PAGES) * (int64_t)lab_page();
	struct value limit = unknown;
	struct group group;
	char here[32], all[32];

	if (group_find(&system_roots, getpid(), &group) == 0)
		limit = group_limit(&group);
	if (limit.known && limit.n <= ram / 2)
		return (size_t)limit.n;
	size_show(ram, all, sizeof(all));
	if (!limit.known)
		lab_die(EXIT_NOT_HERE,
			N_("this lab grows until it is stopped, so it runs only inside a "
			   "memory-limited group\n"
			   "whose limit is at most half of RAM (no limit here, RAM: %s). Nothing "
			   "was run.\n"
			   "Type: make lab-%s"),
			all, program_invocation_short_name);
	size_show(limit.n, here, sizeof(here));
	lab_die(EXIT_NOT_HERE,
		N_("this lab grows until it is stopped, so it runs only inside a memory-limited "
		   "group\n"
		   "whose limit is at most half of RAM (limit here: %s, RAM: %s). Nothing was "
		   "run.\n"
		   "Type: make lab-%s"),
		here, all, program_invocation_short_name);
}

size_t lab_need_high(void)
{
	struct value high = unknown;
	struct group group;

	if (group_find(&system_roots, getpid(), &group) == 0)
		high = group_high(&group);
	if (!high.known)
		lab_skip("this group has no memory.high (only cgroup v2 has it): see lab.conf");
	return (size_t)high.n;
}

void lab_need_vm(void)
{
	if (guest_is_here(&system_roots))
		return;
	lab_die(EXIT_NOT_HERE,
		N_("this lab makes a whole machine run out of memory, so it runs only in the "
		   "throw-away\n"
		   "virtual machine. Nothing was run. Type: make lab-%s"),
		program_invocation_short_name);
}

size_t lab_cap_slack(void)
{
	const size_t batch_pages = 64; /* MEMCG_CHARGE_BATCH of the kernel */

	return batch_pages * lab_page();
}
