/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

static pid_t sleeper, dead, refused;

/* Its parent ends at once: it goes to the harness, and is looked at all the same. */
static void make_orphan(int line)
{
	const pid_t pid = lab_fork("go-between");
	char byte;

	if (pid == 0) {
		if (fork() == 0) {
			/* until the lab ends */
			(void)!read(line, &byte, 1);
			_exit(0);
		}
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

/* Children of every kind: one that stopped itself, a zombie, one that gives up, an orphan. */
int main(void)
{
	siginfo_t info = {0};
	int line[2];

	if (pipe(line) < 0)
		return 1;
	make_orphan(line[0]);
	if ((sleeper = lab_fork("sleeper")) == 0) {
		raise(SIGSTOP);
		_exit(0);
	}
	waitid(P_PID, (id_t)sleeper, &info, WSTOPPED | WNOWAIT);
	if ((dead = lab_fork("dead")) == 0)
		_exit(0);
	waitid(P_PID, (id_t)dead, &info, WEXITED | WNOWAIT);

	lab_expect("minflt_total", 0, 0);
	lab_expect_of("sleeper", "minflt_total", 0, 0);
	lab_expect_of("dead", "minflt_total", 0, 0);
	lab_expect("m:woken", 0, 0);
	LAB_STEP ("look") {
	}
	info.si_pid = 0;
	waitid(P_PID, (id_t)sleeper, &info, WCONTINUED | WEXITED | WNOHANG | WNOWAIT);
	lab_measure("woken", info.si_pid != 0, "children");

	lab_expect("m:code", 77, 0);
	LAB_STEP ("give-up") {
		int status = 0;

		if ((refused = lab_fork("refused")) == 0)
			lab_skip("a child cannot do it");
		waitpid(refused, &status, 0);
		lab_measure("code", WEXITSTATUS(status), "code");
	}
	kill(sleeper, SIGCONT);
	return 0;
}
