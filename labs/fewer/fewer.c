/* SPDX-License-Identifier: MIT */
/* fewer: two programs that do not fit together; one of them alone; both in a larger room. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

enum { PROGRAMS = 2 };

/* What a program takes in all, at most: page tables, stacks and its libraries' data are more. */
static size_t in_all(size_t need)
{
	return need + need / 256 + LAB_MIB;
}

/* The program: uses its memory, says so, and keeps it until it is told to end. */
static __attribute__((noreturn)) void program(size_t need, int say, int wait)
{
	char *memory = malloc(need), byte = 0;

	if (!memory)
		_exit(1);
	lab_fill(memory, need);
	if (write(say, &byte, 1) != 1)
		_exit(1);
	while (read(wait, &byte, 1) > 0)
		;
	_exit(0);
}

/* Starts a program; *said becomes readable when it has its memory, or is dead. */
static pid_t start(size_t need, const int gate[2], int *said)
{
	int say[2];

	if (pipe(say) < 0)
		lab_refused("pipe(2)");
	const pid_t pid = lab_fork("program");
	if (pid == 0) {
		close(gate[1]);
		program(need, say[1], gate[0]);
	}
	close(say[1]);
	*said = say[0];
	return pid;
}

/*
 * Runs so many programs at once. Nobody may end before each of them has all its memory or is dead:
 * so they need it at the same time, whatever the scheduler does.
 */
static void run_at_once(int programs, size_t need)
{
	int gate[2], said[PROGRAMS], died = 0, finished = 0, status;
	pid_t pid[PROGRAMS];
	char byte;

	if (pipe(gate) < 0)
		lab_refused("pipe(2)");
	for (int i = 0; i < programs; i++)
		pid[i] = start(need, gate, &said[i]);
	for (int i = 0; i < programs; i++) {
		(void)!read(said[i], &byte, 1);
		close(said[i]);
	}
	close(gate[1]);
	for (int i = 0; i < programs; i++) {
		waitpid(pid[i], &status, 0);
		died += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
		finished += WIFEXITED(status);
		if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
			lab_skip("malloc refused: strict overcommit? See overcommit_memory");
	}
	close(gate[0]);
	lab_measure("fit", (double)(lab_need_cap() / in_all(need)), "programs");
	lab_measure("died", died, "programs");
	lab_measure("finished", finished, "programs");
}

int main(void)
{
	const size_t room = lab_need_cap(), need = room / 8 * 5; /* more than half */
	const int64_t missing = (int64_t)(PROGRAMS * in_all(need)) - (int64_t)room;

	/* One fits, two do not: at least one has to go. Whether the second one can stay is up to
	 * how soon the memory of the first is back. */
	lab_expect("m:fit", 1, 0);
	lab_at_least("m:died", 1);
	lab_at_most("m:finished", PROGRAMS - 1);
	lab_at_least_of("group", "cg_oom_kill_total", 1);
	LAB_STEP ("two-programs") {
		run_at_once(PROGRAMS, need);
	}

	lab_expect("m:fit", 1, 0);
	lab_expect("m:died", 0, 0);
	lab_expect("m:finished", 1, 0);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("one-program") {
		run_at_once(1, need);
	}

	/* The harness enlarges the room, as lab.conf says: by no less than what is missing. */
	lab_at_least_of("group", "cg_max_bytes", missing);
	lab_at_least("m:fit", PROGRAMS);
	lab_expect("m:died", 0, 0);
	lab_expect("m:finished", PROGRAMS, 0);
	lab_expect_of("group", "cg_oom_kill_total", 0, 0);
	LAB_STEP ("more-room") {
		run_at_once(PROGRAMS, need);
	}
	return 0;
}
