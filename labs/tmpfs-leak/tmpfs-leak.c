/* SPDX-License-Identifier: MIT */
/* tmpfs-leak: memory in a file that is nowhere but in memory stays when its writer is gone. */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

/* A program of its own, which writes to the file and ends. True: it came to its end. */
static bool let_write(int file, size_t bytes)
{
	static char block[64 * 1024];
	const pid_t pid = lab_fork("writer");
	int status;

	if (pid == 0) {
		lab_fill(block, sizeof(block));
		for (size_t done = 0; done < bytes; done += sizeof(block))
			if (pwrite(file, block, sizeof(block), (off_t)done) < 0)
				_exit(EXIT_FAILURE);
		_exit(EXIT_SUCCESS);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

/* A program that takes so much and has done nothing wrong. True: it was killed. */
static bool innocent_is_killed(size_t bytes)
{
	const struct lab_child innocent = lab_child("innocent");

	for (size_t taken = 0; taken < bytes; taken += LAB_MIB)
		if (!lab_child_take(innocent, LAB_MIB))
			break;
	return lab_child_was_killed(innocent);
}

int main(void)
{
	/* Each alone fits into the room, but not both. */
	const size_t room = lab_need_cap(), share = room / 8 * 5 / LAB_MIB * LAB_MIB;
	const int64_t slack = 2 * (int64_t)lab_cap_slack(); /* stacks, and a batch */
	const int file = memfd_create("left behind", MFD_CLOEXEC);

	if (file < 0)
		lab_skip("memfd_create is refused here");

	/* Nobody has it mapped, so it is in nobody's RSS. */
	lab_expect("m:finished", 1, 0);
	lab_expect("rss_kib", 0, slack / 1024);
	lab_expect_of("group", "cg_shmem_bytes", (int64_t)share, slack);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("child-writes") {
		lab_measure("finished", let_write(file, share), "times");
	}

	lab_expect("m:killed", 1, 0);
	lab_expect_of("group", "cg_shmem_bytes", 0, slack);
	lab_expect_of("group", "cg_oom_kill_total", 1, 0);
	LAB_STEP ("innocent") {
		lab_measure("killed", innocent_is_killed(share), "times");
	}

	/* The last one who has the file open is this process. */
	lab_expect("rss_kib", 0, slack / 1024);
	lab_expect_of("group", "cg_shmem_bytes", -(int64_t)share, slack);
	LAB_STEP ("close") {
		close(file);
	}

	lab_expect("m:killed", 0, 0);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("again") {
		lab_measure("killed", innocent_is_killed(share), "times");
	}
	return 0;
}
