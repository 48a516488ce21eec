/* SPDX-License-Identifier: MIT */
#include "model/forecast.h"

void forecast_sample(struct forecast *f, int64_t elapsed_ns, const struct sample *s,
		     struct value limit_bytes)
{
	const double seconds = (double)elapsed_ns / 1e9;
	const struct value room = s->cg_current_bytes;

	trend_add(&f->resident, seconds, (double)s->vm_rss_kib.n);
	if (room.known && limit_bytes.known && room.n <= limit_bytes.n / 2)
		trend_add(&f->room, seconds, (double)room.n / 1024);
}
