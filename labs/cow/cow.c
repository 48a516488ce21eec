/* SPDX-License-Identifier: MIT */
/* cow: fork copies no memory; a page is copied when one of the two writes to it. */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

/* What the child is told to do with so much of the memory. */
struct order {
	enum { READ, WRITE } act;
	size_t bytes;
};

/* The child: does what it is told, says when it is done, and ends when nobody tells it any more. */
static __attribute__((noreturn)) void obey(int line, char *memory)
{
	struct order order;

	while (read(line, &order, sizeof(order)) == (ssize_t)sizeof(order)) {
		if (order.act == READ)
			lab_read_pages(memory, order.bytes);
		else
			lab_write_pages(memory, order.bytes);
		if (write(line, "", 1) != 1)
			break;
	}
	_exit(EXIT_SUCCESS);
}

static void tell_child(int line, struct order order)
{
	char done;

	if (write(line, &order, sizeof(order)) != (ssize_t)sizeof(order) ||
	    read(line, &done, 1) != 1)
		lab_skip("the child is gone");
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 64 * LAB_MIB);
	const size_t half = size / 2 / lab_page() * lab_page();
	const int64_t half_kib = (int64_t)half / 1024;
	const int64_t half_pages = (int64_t)(half / lab_page());
	/* Others come and go who share libc with us: of a share this much is theirs to move. */
	const int64_t slack_kib = lab_look(getpid(), "rss_file_kib") + half_kib / 100;
	const int64_t few = 2 * (int64_t)lab_cap_slack(); /* stacks and libc's data, copied too */
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int line[2];

	if (memory == MAP_FAILED)
		lab_skip("mmap refused: ask for less, as in SIZE=10M");
	lab_pair(SOCK_STREAM, line);
	lab_write_pages(memory, size);
	lab_region(memory, size);

	/* RSS says that all is there twice. PSS and the group say that it is there once. */
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("pss_kib", -half_kib, slack_kib);
	lab_expect_of("group", "cg_anon_bytes", 0, few);
	LAB_STEP ("fork") {
		if (lab_fork("child") == 0)
			obey(line[1], memory);
		/* Its first faults are for its stack, and for code it has not run before. */
		tell_child(line[0], (struct order){READ, lab_page()});
		tell_child(line[0], (struct order){WRITE, 0});
	}

	lab_expect_of("child", "minflt_total", 0, 0);
	lab_expect_of("child", "anonymous_kib", 0, 0);
	lab_expect_of("child", "pss_kib", 0, slack_kib);
	lab_expect("pss_kib", 0, slack_kib);
	lab_expect_of("group", "cg_anon_bytes", 0, few);
	LAB_STEP ("child-reads") {
		tell_child(line[0], (struct order){READ, size});
	}

	/* Half of what they share becomes two: each has all of its own, and half of the rest. */
	lab_expect_of("child", "minflt_total", half_pages, 0);
	lab_expect_of("child", "anonymous_kib", 0, 0);
	lab_expect_of("child", "private_dirty_kib", half_kib, 0);
	lab_expect_of("child", "pss_kib", half_kib / 2, slack_kib);
	lab_expect("minflt_total", 0, 0);
	lab_expect("pss_kib", half_kib / 2, slack_kib);
	lab_expect_of("group", "cg_anon_bytes", (int64_t)half, few);
	LAB_STEP ("child-writes") {
		tell_child(line[0], (struct order){WRITE, half});
	}

	/* The old pages are the parent's alone by now: it faults, and nothing is copied. */
	lab_expect("minflt_total", half_pages, 0);
	lab_expect("anonymous_kib", 0, 0);
	lab_expect("private_dirty_kib", 0, 0);
	lab_expect_of("group", "cg_anon_bytes", 0, few);
	LAB_STEP ("parent-writes") {
		lab_write_pages(memory, half);
	}
	return 0;
}
