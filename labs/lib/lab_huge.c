/* SPDX-License-Identifier: MIT */
/* lab_huge: whether this process may have huge pages, and how large one is. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "lab.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"

/* "always madvise [never]": true when that word is the one in brackets. */
static bool is_chosen(const char *path, const char *bracketed)
{
	FILE *file = fopen(path, "re");
	bool found = false;
	char word[16];

	while (file && !found && fscanf(file, "%15s", word) == 1)
		found = strcmp(word, bracketed) == 0;
	if (file)
		fclose(file);
	return found;
}

/* Since Linux 6.8 each size has a setting of its own; "inherit" is the one of all (transhuge.rst). */
static bool has_own_setting(size_t bytes, char path[96])
{
	snprintf(path, 96, THP "hugepages-%zukB/enabled", bytes / 1024);
	return access(path, R_OK) == 0 && !is_chosen(path, "[inherit]");
}

static bool is_never(void)
{
	return access(THP "enabled", R_OK) < 0 || is_chosen(THP "enabled", "[never]");
}

size_t lab_huge_page(const char **why_not)
{
	FILE *size = fopen(THP "hpage_pmd_size", "re");
	char own[96] = "";
	size_t bytes = 0;

	if (!size || fscanf(size, "%zu", &bytes) != 1)
		*why_not = N_("this kernel has no transparent huge pages. Type: make vm-thp");
	else if (has_own_setting(bytes, own) && is_chosen(own, "[never]"))
		*why_not = N_("huge pages of the largest size are set to never. Type: make vm-thp. "
			      "Or as root: cd /sys/kernel/mm/transparent_hugepage && echo inherit "
			      ">hugepages-$(($(cat hpage_pmd_size) / 1024))kB/enabled");
	else if (!has_own_setting(bytes, own) && is_never())
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
