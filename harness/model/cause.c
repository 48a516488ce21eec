/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "i18n/intl.h"
#include "model/cause.h"

static const struct cause batched = {
	"batched-counter",
	N_("this kernel adds the counter up in batches, so that it can be late. The same\n"
	   "        memory counted page by page (smaps_rollup) is as theory says: believe it."),
};
static const struct cause huge_pages = {
	"huge-pages",
	N_("the kernel used huge pages (AnonHugePages rose): one fault brings a whole one, many "
	   "pages "
	   "at once."),
};
static const struct cause swapped = {
	"swapped-out",
	N_("memory was short and the kernel moved as much to swap (Swap rose) as is missing here."),
};

static const struct cause late_sum = {
	"group-statistics",
	N_("the kernel charges a room in batches and sums its figures up late: at this\n"
	   "        moment they leave over just as many pages as are missing here."),
};

static const struct cause moved = {
	"page-migration",
	N_("the kernel moved pages meanwhile, of this process or another (pgmigrate_success):\n"
	   "        a touch of a page that is being moved costs one fault more. Run it again."),
};

static const struct cause no_huge_page = {
	"no-huge-page",
	N_("no huge page was free (thp_fault_fallback rose by exactly as many as are missing): "
	   "the\n"
	   "        kernel took small pages instead, and each costs a fault of its own."),
};

static const struct cause few_huge_pages = {
	"few-huge-pages",
	N_("huge pages were refused meanwhile, to this process or another (thp_fault_fallback):\n"
	   "        for each of them the kernel takes small pages. Run it again."),
};

static const struct cause replaced_file = {
	"replaced-file",
	N_("a file that was read for this is not the kernel's, so that neither\n"
	   "        what it says nor a theory that reckons with it can be relied on."),
};

const struct cause *cause_find(const char *name)
{
	static const struct cause *const all[] = {&batched,	  &huge_pages,	   &swapped,
						  &late_sum,	  &moved,	   &no_huge_page,
						  &few_huge_pages, &replaced_file};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

static struct value change_of(const struct ledger *l, const char *role, const char *column)
{
	const struct ledger_row *row = ledger_find(l, role, column);

	return row ? row->delta : unknown;
}

/* Proof: the column that counts the same memory page by page satisfies the theory. */
static bool proves_batched(const struct ledger *l, const struct ledger_row *row)
{
	static const char *const exact_of[][2] = {
		{"vm_rss_kib", "rss_kib"},
		{"rss_anon_kib", "anonymous_kib"},
		{"vm_swap_kib", "swap_kib"},
	};

	for (size_t i = 0; i < sizeof(exact_of) / sizeof(exact_of[0]); i++)
		if (strcmp(row->column, exact_of[i][0]) == 0)
			return verdict_of(row->relation, row->expected, row->slack,
					  change_of(l, row->role, exact_of[i][1])) == VERDICT_HOLDS;
	return false;
}

/* How far a change stays below what theory allows; 0 when it does not, or cannot be told. */
static int64_t missing_of(const struct ledger_row *row)
{
	int64_t least, missing;

	if (__builtin_sub_overflow(row->expected, row->slack, &least) ||
	    __builtin_sub_overflow(least, row->delta.n, &missing))
		return 0;
	return missing;
}

/* How far a change is above what theory allows; 0 when it is not, or cannot be told. */
static int64_t excess_of(const struct ledger_row *row)
{
	int64_t most, excess;

	if (__builtin_add_overflow(row->expected, row->slack, &most) ||
	    __builtin_sub_overflow(row->delta.n, most, &excess))
		return 0;
	return excess;
}

/* Proof: faults are missing, and the huge pages that appeared hold at least as many pages (of no
 * less than 4 KiB). */
static bool proves_huge(const struct ledger *l, const struct ledger_row *row)
{
	struct value huge = change_of(l, row->role, "anon_huge_pages_kib");
	const int64_t missing = missing_of(row);

	return strcmp(row->column, "minflt_total") == 0 && missing > 0 && huge.known &&
	       missing <= huge.n / 4;
}

/*
 * How many KiB of huge pages are missing from this row, or by the small pages in whose stead (of no
 * less than 4 KiB) its faults are too many; 0 when that is not so.
 */
static int64_t huge_kib_missing(const struct ledger *l, const struct ledger_row *row)
{
	const struct ledger_row *huge = ledger_find(l, row->role, "anon_huge_pages_kib");

	if (!huge || huge->verdict != VERDICT_DEVIATES)
		return 0;
	const int64_t missing = missing_of(huge), excess = excess_of(row);

	if (row == huge)
		return missing;
	return strcmp(row->column, "minflt_total") == 0 && excess > 0 && excess <= missing / 4 ? missing
											       : 0;
}

/*
 * By how much the huge pages that the machine refused (the lab says how large one is) are more than
 * those that are missing.
 */
static struct value huge_kib_refused_to_others(const struct ledger *l, const struct ledger_row *row)
{
	const struct value size = change_of(l, row->role, "m:huge_page_kib");
	const struct value refused = change_of(l, "system", "sys_thp_fault_fallback_total");
	const int64_t missing = huge_kib_missing(l, row);
	int64_t all;

	if (missing <= 0 || !size.known || !refused.known ||
	    __builtin_mul_overflow(size.n, refused.n, &all))
		return unknown;
	return value_delta(known(missing), known(all));
}

/*
 * Proof: the machine counted as many refusals as huge pages are missing here, and none besides. The
 * counter is everybody's, but nobody else has moved it, as the sum leaves nothing over.
 */
static bool proves_no_huge(const struct ledger *l, const struct ledger_row *row)
{
	const struct value others = huge_kib_refused_to_others(l, row);

	return others.known && others.n == 0;
}

/* No proof: others were refused huge pages too, so that it may have been they alone. */
static bool suggests_few_huge(const struct ledger *l, const struct ledger_row *row)
{
	const struct value others = huge_kib_refused_to_others(l, row);

	return others.known && others.n > 0;
}

/*
 * No proof: so many pages were moved on the whole machine, by compaction, NUMA balancing or
 * whatever else moves pages, and the kernel tells of no process how many of them were its own.
 */
static bool suggests_moved(const struct ledger *l, const struct ledger_row *row)
{
	const struct value pages = change_of(l, "system", "sys_pgmigrate_success_total");
	const int64_t excess = excess_of(row);

	return strcmp(row->column, "minflt_total") == 0 && pages.known && excess > 0 &&
	       excess <= pages.n;
}

/* Proof: what is missing of the resident memory is found in swap, no less. */
static bool proves_swapped(const struct ledger *l, const struct ledger_row *row)
{
	static const char *const resident[] = {"vm_rss_kib", "rss_kib", "rss_anon_kib",
					       "anonymous_kib"};
	struct value swap = change_of(l, row->role, "swap_kib");
	const int64_t missing = missing_of(row);

	for (size_t i = 0; i < sizeof(resident) / sizeof(resident[0]); i++)
		if (strcmp(row->column, resident[i]) == 0)
			return missing > 0 && swap.known && swap.n >= missing;
	return false;
}

/* Proof: the kernel's own figures for the group do not add up either, by as many pages. */
static bool proves_late_sum(const struct ledger *l, const struct ledger_row *row)
{
	struct value unassigned = change_of(l, row->role, "m:unassigned_pages");

	return strcmp(row->column, "m:accounted_pages") == 0 && unassigned.known &&
	       unassigned.n != 0 && row->expected - row->delta.n == unassigned.n;
}

const struct cause *cause_of(const struct ledger *l, const struct ledger_row *row)
{
	if (!row->delta.known)
		return NULL;
	if (proves_batched(l, row))
		return &batched;
	if (proves_huge(l, row))
		return &huge_pages;
	if (proves_late_sum(l, row))
		return &late_sum;
	if (proves_no_huge(l, row))
		return &no_huge_page;
	return proves_swapped(l, row) ? &swapped : NULL;
}

const struct cause *cause_likely(const struct ledger *l, const struct ledger_row *row)
{
	if (row->verdict != VERDICT_DEVIATES || row->cause || !row->delta.known)
		return NULL;
	if (suggests_few_huge(l, row))
		return &few_huge_pages;
	return suggests_moved(l, row) ? &moved : NULL;
}

void ledger_explain(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->row[i].verdict == VERDICT_DEVIATES)
			l->row[i].cause = cause_of(l, &l->row[i]);
}
