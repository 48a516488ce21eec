/* SPDX-License-Identifier: MIT */
/* What was promised beside what was there, after each step. */
#include <stdio.h>

#include "i18n/intl.h"
#include "screen/screen_internal.h"
#include "util/utf8.h"

enum { PICTURE_BAR = 27 };

static void print_length(int64_t kib, int64_t most)
{
	/* at least one mark: a little is not nothing */
	int marks = (int)((kib * PICTURE_BAR + most / 2) / most);

	marks = marks < 1 && kib > 0 ? 1 : marks > PICTURE_BAR ? PICTURE_BAR : marks;
	printf("|%.*s%*s| %5lld MiB", marks, "###########################", PICTURE_BAR - marks, "",
	       (long long)((kib + 512) / 1024));
}

void screen_picture(const struct session *session)
{
	int64_t most = 1, least_size = INT64_MAX, most_size = 0, least_rss = INT64_MAX,
		most_rss = 0;

	for (size_t i = 0; i < session->points.count; i++) {
		const struct point *p = &session->points.p[i];

		if (!p->vm_size_kib.known || !p->vm_rss_kib.known)
			return;
		least_size = p->vm_size_kib.n < least_size ? p->vm_size_kib.n : least_size;
		most_size = p->vm_size_kib.n > most_size ? p->vm_size_kib.n : most_size;
		least_rss = p->vm_rss_kib.n < least_rss ? p->vm_rss_kib.n : least_rss;
		most_rss = p->vm_rss_kib.n > most_rss ? p->vm_rss_kib.n : most_rss;
	}
	most = most_size > most_rss ? most_size : most_rss;
	if (session->points.count < 2 ||
	    (most_size - least_size < 1024 && most_rss - least_rss < 1024))
		return;
	const char *title = _("THE PICTURE"), *promised = _("promised (VmSize)");
	printf("\n%s%*s %s%*s %s\n", title, utf8_gap(title, 18), "", promised,
	       utf8_gap(promised, 40), "", _("in RAM (VmRSS)"));
	for (size_t i = 0; i < session->points.count; i++) {
		printf("   %-15s ", session->points.p[i].step);
		print_length(session->points.p[i].vm_size_kib.n, most);
		printf("  ");
		print_length(session->points.p[i].vm_rss_kib.n, most);
		printf("\n");
	}
}
