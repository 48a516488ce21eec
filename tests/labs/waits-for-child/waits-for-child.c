/* SPDX-License-Identifier: MIT */
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

int main(void)
{
	pid_t pid = fork();

	if (pid < 0)
		lab_skip("no child");
	if (pid == 0)
		for (volatile int i = 0;; i++)
			;
	LAB_STEP ("for-child") {
		waitpid(pid, NULL, 0);
	}
	return 0;
}
