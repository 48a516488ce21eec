/* SPDX-License-Identifier: MIT */
/* Whether a run has the numbers of the student who handed it in. */
#include <stdlib.h>

#include "course/collect_internal.h"
#include "course/seed.h"
#include "lab/lab_list.h"

/* Each lab's program is asked once. Without memory it is not known, as where there is no lab. */
static struct usual usual_of(struct collect_sizes *s, const char *lab)
{
	const struct usual none = {unknown, unknown, unknown};
	const size_t before = s->labs.count, number = names_add(&s->labs, lab);

	if (!number)
		return none;
	if (s->labs.count > before) {
		struct usual *grown = realloc(s->usual, s->labs.count * sizeof(*grown));

		if (!grown)
			return none;
		s->usual = grown;
		s->usual[number - 1] = seed_ask(s->root, lab, 0);
	}
	return s->usual[number - 1];
}

bool collect_fits_seed(struct collect_sizes *s, const struct recorded *run, char *why, size_t room)
{
	struct labconf conf;

	if (!run->seed[0] || !run->page_bytes.known || run->page_bytes.n < 1024 ||
	    catalogue_read_lab(s->root, run->lab, &conf) < 0)
		return true;
	const struct usual usual = seed_usual_of(run, usual_of(s, run->lab));
	const struct seeded own = seed_of(run->seed, &conf, usual, run->page_bytes.n);
	return seed_fits(run, run->seed, own, why, room);
}

void collect_sizes_free(struct collect_sizes *s)
{
	names_free(&s->labs);
	free(s->usual);
}
