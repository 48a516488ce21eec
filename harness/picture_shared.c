/* SPDX-License-Identifier: MIT */
/* Rss beside Pss, process by process: what is shared is counted in each Rss, and once in all Pss.
 */
#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "picture_inside.h"

enum { ROLES_MAX = 3 };

/* Those with both columns, in the order of their coming. */
struct roles {
	const char *name[ROLES_MAX];
	size_t count;
};

static bool is_known(const struct roles *roles, const char *name)
{
	for (size_t i = 0; i < roles->count; i++)
		if (strcmp(roles->name[i], name) == 0)
			return true;
	return false;
}

static void find_roles(struct roles *roles, const struct recorded *r)
{
	*roles = (struct roles){0};
	for (size_t i = 0; i < r->steps; i++) {
		const struct ledger *l = &r->step[i].ledger;

		for (size_t k = 0; k < l->count && roles->count < ROLES_MAX; k++)
			if (strcmp(l->row[k].column, "pss_kib") == 0 && l->row[k].after.known &&
			    !is_known(roles, l->row[k].role))
				roles->name[roles->count++] = l->row[k].role;
	}
}

/* A process that is not there at that edge has nothing. */
static int64_t kib_of(const struct recorded_step *step, const char *role, const char *column)
{
	const struct ledger_row *row = ledger_find(&step->ledger, role, column);

	return row && row->after.known ? row->after.n : 0;
}

/* Worth a picture: several processes, and by a MiB more in their Rss than there is. */
static bool shares(const struct recorded *r, const struct roles *roles)
{
	for (size_t i = 0; i < r->steps; i++) {
		int64_t off_kib = 0;

		for (size_t k = 0; k < roles->count; k++)
			off_kib += kib_of(&r->step[i], roles->name[k], "rss_kib") -
				   kib_of(&r->step[i], roles->name[k], "pss_kib");
		if (roles->count > 1 && llabs(off_kib) >= 4 * 1024)
			return true;
	}
	return false;
}

/* A row a step: its name, then for each role both sums up to it, in MiB. */
static void print_steps(FILE *f, const struct recorded *r, const struct roles *roles)
{
	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < r->steps; i++) {
		int64_t rss = 0, pss = 0;

		picture_label(f, r->step[i].seq ? r->step[i].name : _("start"));
		for (size_t k = 0; k < roles->count; k++) {
			rss += kib_of(&r->step[i], roles->name[k], "rss_kib");
			pss += kib_of(&r->step[i], roles->name[k], "pss_kib");
			fprintf(f, " %.6g %.6g", (double)rss / KIB_PER_MIB,
				(double)pss / KIB_PER_MIB);
		}
		fprintf(f, "\n");
	}
	fprintf(f, "EOD\n");
}

/* The highest sum first: those below it are drawn over it. */
static void print_plot(FILE *f, const struct roles *roles)
{
	static const char *const colors[ROLES_MAX] = {BLUE, ORANGE, VERMILION};

	fprintf(f, "set ylabel 'MiB'\nset yrange [0:*]\nset boxwidth 0.36\n"
		   "set xtics rotate by -25\nset style fill border lc 'black'\nplot ");
	for (size_t k = roles->count; k-- > 0;) {
		char name[2 * WIRE_NAME];

		picture_guard(roles->name[k], name, sizeof(name));
		fprintf(f,
			"$d using ($0-0.2):%zu:xtic(1) with boxes fs solid 0.85 lc %s title "
			"\"%s %s\", '' using ($0+0.2):%zu with boxes fs pattern 2 lc %s title "
			"\"%s %s\"%s",
			2 + 2 * k, colors[k], _("Rss of"), name, 3 + 2 * k, colors[k], _("Pss of"),
			name, k ? ", " : "\n");
	}
}

bool picture_shared(struct picture *p, const struct recorded *r)
{
	char title[sizeof(p->title)];
	struct roles roles;

	find_roles(&roles, r);
	if (!shares(r, &roles))
		return false;
	snprintf(title, sizeof(title), _("%s: Rss counts what is shared again, Pss does not"),
		 r->lab);
	FILE *f = picture_begin(p, r, "shared", title);
	if (!f)
		return false;
	print_steps(f, r, &roles);
	print_plot(f, &roles);
	fclose(f);
	picture_describe(p,
			 _("Two stacks of bars after each of %zu steps, in MiB: the Rss of %zu "
			   "processes, and their Pss, which shares among them what they share."),
			 r->steps, roles.count);
	return true;
}
