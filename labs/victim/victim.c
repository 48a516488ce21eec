/* SPDX-License-Identifier: MIT */
/* victim: the OOM killer ends whom it counts worst, not whoever asked for the last page. */
#include <sched.h>
#include <unistd.h>

#include "lab.h"

static struct candidate {
	struct lab_child child;
	int64_t adj, badness, score; /* as last looked at */
} hog, bystander;

static int64_t room; /* pages */

static void look(struct candidate *c)
{
	c->adj = lab_look(c->child.pid, "oom_score_adj");
	c->badness = lab_badness(c->child.pid, room);
	c->score = lab_look(c->child.pid, "oom_score"); /* the same, but for all of RAM */
}

static void start(struct candidate *c, const char *role, size_t bytes, int64_t adj)
{
	c->child = lab_child(role);
	lab_raise_adj(c->child.pid, adj);
	if (!lab_child_take(c->child, bytes))
		lab_skip("malloc refused: strict overcommit? See overcommit_memory");
	look(c);
}

/*
 * Both afresh, and who will die. This process is in the room too, and is never chosen: its adj is
 * the hog's, no higher than the bystander's, and in a full room the hog has far more pages.
 */
static void prepare(int64_t adj)
{
	const int64_t mine = lab_look(getpid(), "oom_score_adj");

	start(&bystander, "bystander", (size_t)room / 8 * lab_page(), adj);
	start(&hog, "hog", LAB_MIB, mine);
	/* It shall not look for the next victim while the first one is still giving back. */
	sched_setscheduler(hog.child.pid, SCHED_IDLE, &(struct sched_param){0});
	/* The hog will grow by what the bystander leaves of the room. */
	const bool is_hog = hog.badness + room - room / 8 > bystander.badness;
	lab_expect("m:bystander_adj", adj > mine ? adj : mine, 0);
	lab_expect("m:hog_died", is_hog, 0);
	lab_expect("m:bystander_died", !is_hog, 0);
	lab_expect_of("group", "cg_oom_kill_total", 1, 0);
}

/* The hog grows while both answer. It stops when the bystander is dead: one step, one death. */
static void fill_room(void)
{
	const size_t twice = 2 * (size_t)room * lab_page();

	for (size_t taken = 0; taken < twice; taken += LAB_MIB) {
		look(&hog);
		if (!lab_child_take(hog.child, LAB_MIB) || !lab_child_take(bystander.child, 1))
			break;
	}
	lab_measure("bystander_adj", (double)bystander.adj, "adj");
	lab_measure("hog_badness", (double)hog.badness, "pages");
	lab_measure("bystander_badness", (double)bystander.badness, "pages");
	lab_measure("hog_score", (double)hog.score, "points");
	lab_measure("bystander_score", (double)bystander.score, "points");
	lab_measure("hog_died", lab_child_was_killed(hog.child), "times");
	lab_measure("bystander_died", lab_child_was_killed(bystander.child), "times");
}

int main(void)
{
	room = (int64_t)(lab_need_cap() / lab_page());
	prepare(0);
	LAB_STEP ("adj-0") {
		fill_room();
	}
	prepare(500);
	LAB_STEP ("adj-500") {
		fill_room();
	}
	prepare(1000);
	LAB_STEP ("adj-1000") {
		fill_room();
	}
	return 0;
}
