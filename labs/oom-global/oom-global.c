/* SPDX-License-Identifier: MIT */
/* oom-global: a whole machine runs out; the kernel ends whom it counts worst, in any group or none.
 */
#include <sched.h>
#include <sys/sysinfo.h>

#include "lab.h"

static struct candidate {
	struct lab_child child;
	int64_t badness; /* pages, as last looked at */
} hog, bystander;

static int64_t machine, spare; /* pages of RAM and swap: in all, and free */

static void look_at_machine(void)
{
	const int64_t page = (int64_t)lab_page();
	struct sysinfo now;

	sysinfo(&now);
	machine = (int64_t)((now.totalram + now.totalswap) * now.mem_unit) / page;
	spare = (int64_t)((now.freeram + now.freeswap) * now.mem_unit) / page;
}

static void look(struct candidate *c)
{
	c->badness = lab_badness(c->child.pid, machine);
}

static void start(struct candidate *c, const char *role, size_t bytes, int64_t adj)
{
	c->child = lab_child(role);
	lab_raise_adj(c->child.pid, adj);
	if (!lab_child_take(c->child, bytes))
		lab_skip("malloc refused: strict overcommit? See overcommit_memory");
	look(c);
}

/* Both afresh, and who will die. Nobody else in the machine is nearly as large as the hog. */
static void prepare(int64_t adj)
{
	look_at_machine();
	start(&bystander, "bystander", (size_t)machine / 8 * lab_page(), adj);
	start(&hog, "hog", LAB_MIB, 0);
	/*
	 * A dying process counts as done a moment before its pages are back. On one CPU with the
	 * hog it goes first (as root), so that the hog does not run, and look again, in between.
	 */
	sched_setscheduler(hog.child.pid, SCHED_IDLE, &(struct sched_param){0});
	sched_setscheduler(bystander.child.pid, SCHED_FIFO, &(struct sched_param){1});
	/* The hog will grow by what the bystander leaves free. */
	const bool is_hog = hog.badness + spare - machine / 8 > bystander.badness;
	lab_expect("m:hog_died", is_hog, 0);
	lab_expect("m:bystander_died", !is_hog, 0);
	lab_expect("m:logged_kills", 1, 0); /* the harness finds it in the kernel log */
	lab_expect_of("system", "sys_oom_kill_total", 1, 0);
}

/* The hog grows while both answer: one step, one death. */
static void fill_machine(void)
{
	const size_t twice = 2 * (size_t)machine * lab_page();

	for (size_t taken = 0; taken < twice; taken += LAB_MIB) {
		look(&hog);
		if (!lab_child_take(hog.child, LAB_MIB) || !lab_child_take(bystander.child, 1))
			break;
	}
	lab_measure("hog_badness", (double)hog.badness, "pages");
	lab_measure("bystander_badness", (double)bystander.badness, "pages");
	lab_measure("machine_pages", (double)machine, "pages");
	lab_measure("hog_died", lab_child_was_killed(hog.child), "times");
	lab_measure("bystander_died", lab_child_was_killed(bystander.child), "times");
}

int main(void)
{
	lab_need_vm();
	prepare(0);
	LAB_STEP ("adj-0") {
		fill_machine();
	}
	prepare(1000);
	LAB_STEP ("adj-1000") {
		fill_machine();
	}
	return 0;
}
