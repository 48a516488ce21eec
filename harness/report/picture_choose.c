/* SPDX-License-Identifier: MIT */
/* picture_choose: which pictures a run is worth. */
#include <string.h>

#include "report/picture_internal.h"

size_t picture_choose(const struct recorded *r, struct picture pictures[PICTURES_MAX])
{
	memset(pictures, 0, PICTURES_MAX * sizeof(*pictures));
	size_t n = picture_curves(pictures, r, 2);

	n += picture_series(&pictures[n], r);
	n += picture_promised(&pictures[n], r);
	if (n < PICTURES_MAX)
		n += picture_shared(&pictures[n], r);
	/* Then it is other columns, or the lab's own counts, that matter. */
	return n ? n : n + picture_theory(&pictures[n], r);
}
