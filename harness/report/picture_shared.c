/* SPDX-License-Identifier: MIT */
/* Rss beside Pss, process by process: what is shared is in each Rss whole, and in all Pss once. */
#include <string.h>

#include "i18n/intl.h"
#include "record/rss_pss.h"
#include "report/picture_internal.h"
#include "util/line.h"

enum {
	WORTH_KIB = 4 * 1024, /* more than what two processes share of libc */
	STEPS_MAX = 40,	      /* that can be told apart */
};

/* In MiB; at the bottom of what is stacked, the first role. */
struct plot {
	const struct recorded *r;
	struct shares s;
	struct value start_bytes; /* the group's memory before the first step */
	bool has_group, has_theory;
};

/* Worth a picture: several processes, of which Rss counts much again. */
static bool is_worth(const struct shares *s)
{
	for (size_t i = 0; s->steps <= STEPS_MAX && i < s->steps; i++)
		if (s->step[i].is_whole && shares_processes(&s->step[i]) > 1 &&
		    shares_counted_again_kib(&s->step[i]) >= WORTH_KIB)
			return true;
	return false;
}

static const struct recorded_step *ledger_of(const struct recorded *r, int64_t seq)
{
	for (size_t i = 0; i < r->steps; i++)
		if (r->step[i].seq == seq)
			return &r->step[i];
	return NULL;
}

/* What theory says all of them should have after the step, when it speaks of each of them. */
static struct value theory_kib(const struct plot *p, const struct shares_step *step,
			       const char *column)
{
	const struct recorded_step *at = step->seq ? ledger_of(p->r, step->seq) : NULL;
	int64_t sum = 0;

	for (size_t i = 0; i < p->s.roles; i++) {
		const struct ledger_row *row =
			at ? ledger_find(&at->ledger, p->s.role[i], column) : NULL;
		const struct value kib = picture_theory_after(row);

		if (!step->of[i].processes)
			continue;
		/* one row is of one process */
		if (!kib.known || step->of[i].processes > 1 ||
		    __builtin_add_overflow(sum, kib.n, &sum))
			return unknown;
	}
	return sum ? known(sum) : unknown;
}

static struct value group_more(const struct plot *p, const struct shares_step *step)
{
	return value_delta(p->start_bytes, step->memory_bytes);
}

/* A row for each sum that theory speaks of: where it stands, and how much. */
static void print_theory(FILE *f, struct plot *p)
{
	static const char *const columns[] = {"rss_kib", "pss_kib"};

	fprintf(f, "$t << EOD\n");
	for (size_t i = 0; i < p->s.steps; i++)
		for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
			const struct value kib = theory_kib(p, &p->s.step[i], columns[k]);

			if (!kib.known)
				continue;
			fprintf(f, "%.1f", (double)i + (k ? 0.2 : -0.2));
			picture_value(f, kib, KIB_PER_MIB);
			fprintf(f, "\n");
			p->has_theory = true;
		}
	fprintf(f, "EOD\n");
}

/* A row a step: its name; the group; then both sums up to each role. */
static void print_steps(FILE *f, struct plot *p)
{
	fprintf(f, "$d << EOD\n");
	for (size_t i = 0; i < p->s.steps; i++) {
		const struct shares_step *step = &p->s.step[i];
		const struct recorded_step *at = ledger_of(p->r, step->seq);
		int64_t rss_kib = 0, pss_kib = 0;

		picture_label(f, !step->seq ? _("start") : at ? at->name : "");
		picture_value(f, group_more(p, step), BYTES_PER_MIB);
		p->has_group |= group_more(p, step).known;
		for (size_t k = 0; k < p->s.roles; k++) {
			rss_kib += step->of[k].rss_kib;
			pss_kib += step->of[k].pss_kib;
			picture_value(f, step->is_whole ? known(rss_kib) : unknown, KIB_PER_MIB);
			picture_value(f, step->is_whole ? known(pss_kib) : unknown, KIB_PER_MIB);
		}
		fprintf(f, "\n");
	}
	fprintf(f, "EOD\n");
}

/* The highest sum first: those below it are drawn over it. */
static void print_roles(FILE *f, const struct shares *s)
{
	static const char *const looks[SHARES_ROLES] = {
		"fs solid 0.85 lc " BLUE, "fs pattern 2 lc " ORANGE, "fs pattern 1 lc " GREEN,
		"fs pattern 5 lc " VERMILION};

	for (size_t k = s->roles; k-- > 0;) {
		/* first in white: what lies behind must not be seen through a pattern */
		fprintf(f,
			"$d using ($0-0.2):%zu with boxes fs solid lc 'white' notitle, "
			"$d using ($0+0.2):%zu with boxes fs solid lc 'white' notitle, "
			"$d using ($0-0.2):%zu with boxes %s title ",
			3 + 2 * k, 4 + 2 * k, 3 + 2 * k, looks[k]);
		picture_label(f, s->lumped && k + 1 == SHARES_ROLES ? _("all others") : s->role[k]);
		fprintf(f, ", $d using ($0+0.2):%zu with boxes %s notitle, ", 4 + 2 * k, looks[k]);
	}
}

static void print_plot(FILE *f, const struct plot *p)
{
	const size_t last = 1 + 2 * p->s.roles;

	fprintf(f, "set ylabel 'MiB'\nset yrange [0:*]\nset offsets 0, 0, graph 0.08, 0\n"
		   "set boxwidth 0.36\nset bars 0\nset xtics rotate by -25 scale 0\nset style fill "
		   "border lc 'black'\n"
		   "plot ");
	print_roles(f, &p->s);
	if (p->has_group)
		picture_say(
			f,
			"$d using 0:2:(0.46) with xerrorbars pt 6 ps 1.2 lw 2.5 dt 2 lc " VERMILION
			" title %s, ",
			_("growth of the group"));
	if (p->has_theory)
		picture_say(f,
			    "$t using 1:2:(0.18) with xerrorbars pt -1 lw 2.5 lc 'black' title "
			    "%s, ",
			    _("theory"));
	fprintf(f,
		"$d using 0:(0):xtic(1) with points pt -1 notitle, "
		"$d using ($0-0.2):%zu:(\"Rss\") with labels offset 0,0.6 notitle, "
		"$d using ($0+0.2):%zu:(\"Pss\") with labels offset 0,0.6 notitle\n",
		last, last + 1);
}

bool picture_shared(struct picture *p, const struct recorded *r)
{
	struct plot plot = {.r = r};
	char title[sizeof(p->title)];
	FILE *f = NULL;

	line_set(title, sizeof(title), _("%s: Rss counts what is shared again, Pss does not"),
		 r->lab);
	CLEANUP_FD int fd = recorded_reopen(r);

	if (shares_read(&plot.s, fd) == 0 && is_worth(&plot.s))
		f = picture_begin(p, r, "shared", title);
	if (f) {
		plot.start_bytes = plot.s.step[0].seq == 0 ? plot.s.step[0].memory_bytes : unknown;
		print_theory(f, &plot);
		print_steps(f, &plot);
		print_plot(f, &plot);
		fclose(f);
		picture_describe(
			p,
			_("Two stacks of bars after each of %zu steps, in MiB, a bar for each "
			  "process: its Rss on the left, its Pss on the right.%s%s"),
			plot.s.steps,
			plot.has_theory ? _(" A black line is what theory says.") : "",
			plot.has_group ? _(" A dashed line with a circle is what their group has "
					   "more than at the start, anonymous and shared memory.")
				       : "");
	}
	shares_free(&plot.s);
	return f != NULL;
}
