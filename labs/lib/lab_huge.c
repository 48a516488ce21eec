/* SPDX-License-Identifier: MIT */
/* lab_huge: whether this process may have huge pages, and how large one is. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "lab.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"

static bool is_never(void)
{
	FILE *enabled = fopen(THP "enabled", "re");
	char words[3][16]; /* always madvise never, and the one that is set in brackets */
	bool never = true;

	if (!enabled)
		return true;
	if (fscanf(enabled, "%15s %15s %15s", words[0], words[1], words[2]) == 3)
		never = strcmp(words[2], "[never]") == 0;
	fclose(enabled);
	return never;
}

size_t lab_huge_page(const char **why_not)
{
	FILE *size = fopen(THP "hpage_pmd_size", "re");
	size_t bytes = 0;

	if (!size || fscanf(size, "%zu", &bytes) != 1)
		*why_not = N_("this kernel has no transparent huge pages. Type: make vm-thp");
	else if (is_never())
		*why_not = N_("huge pages are set to never, and madvise does not help then. Type: "
			      "make vm-thp. Or as root: echo madvise > "
			      "/sys/kernel/mm/transparent_hugepage/enabled");
	else if (prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1)
		*why_not = N_("whoever started this program has switched huge pages off for it "
			      "(prctl)");
	else
		*why_not = NULL;
	if (size)
		fclose(size);
	/* Asked for a machine with other pages: a whole table of them, as on all we know. */
	if (lab_page() != (size_t)sysconf(_SC_PAGESIZE))
		return lab_page() / 8 * lab_page();
	return bytes;
}
