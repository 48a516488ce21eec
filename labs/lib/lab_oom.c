/* SPDX-License-Identifier: MIT */
/* lab_oom: how the OOM killer rates a process, and what a lab may do about it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

int64_t lab_badness(pid_t pid, int64_t room_pages)
{
	const int64_t kib = lab_look(pid, "vm_rss_kib") + lab_look(pid, "vm_swap_kib") +
			    lab_look(pid, "vm_pte_kib");

	/* The kernel divides the room first, too. */
	return kib * 1024 / (int64_t)lab_page() +
	       lab_look(pid, "oom_score_adj") * (room_pages / 1000);
}

void lab_raise_adj(pid_t pid, int64_t adj)
{
	char path[48];
	int file;

	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", pid);
	if (adj <= lab_look(pid, "oom_score_adj") || (file = open(path, O_WRONLY | O_CLOEXEC)) < 0)
		return;
	dprintf(file, "%d", (int)adj);
	close(file);
}

bool lab_child_was_killed(struct lab_child child)
{
	const int status = lab_child_end(child);

	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}
