/* SPDX-License-Identifier: MIT */
/* ends: four ends of one program, and what each leaves behind for whoever looks. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

static size_t room;
static int *si_code; /* shared with the program */

/* The program: it takes one MiB after the other, and gives up when malloc says no. */
static void grow(size_t bytes)
{
	for (size_t taken = 0; taken < bytes; taken += LAB_MIB) {
		char *block = malloc(LAB_MIB);

		if (!block)
			_exit(errno); /* so that one sees from outside what it knew */
		lab_fill(block, LAB_MIB);
	}
}

static void rlimit(void)
{
	const struct rlimit half = {room / 2, room / 2};

	setrlimit(RLIMIT_AS, &half);
	grow(2 * room);
}

static void cgroup(void)
{
	grow(2 * room);
}

static void on_segv(int signal, siginfo_t *info, void *context)
{
	(void)signal, (void)context;
	*si_code = info->si_code;
}

static void bad_pointer(void)
{
	struct sigaction once = {.sa_sigaction = on_segv};
	volatile char *volatile nowhere = NULL;

	/* Once: then the same instruction fails again, and that ends the program. */
	once.sa_flags = SA_SIGINFO | (int)SA_RESETHAND;
	sigaction(SIGSEGV, &once, NULL);
	grow(room / 2);
	*nowhere = 1; /* cppcheck-suppress nullPointer ; on purpose */
}

static void kill_by_hand(void)
{
	grow(room / 2);
	raise(SIGSTOP); /* it waits to be killed */
}

/* Runs the program, and measures what its parent is told, and what a shell makes of that. */
static void end_of(const char *role, void (*program)(void))
{
	siginfo_t end = {0};
	const pid_t pid = lab_fork(role);

	if (pid == 0) {
		program();
		_exit(EXIT_SUCCESS);
	}
	if (program == kill_by_hand && waitid(P_PID, (id_t)pid, &end, WSTOPPED) == 0)
		kill(pid, SIGKILL);
	waitid(P_PID, (id_t)pid, &end, WEXITED);
	const bool exited = end.si_code == CLD_EXITED;
	lab_measure(exited ? "exit_status" : "signal", end.si_status, "number");
	lab_measure("shell_shows", exited ? end.si_status : 128 + end.si_status, "number");
}

static void expect(const char *how, int number, int shell_shows, int oom_kills)
{
	lab_expect(how, number, 0);
	lab_expect("m:shell_shows", shell_shows, 0);
	lab_expect_of("group", "cg_oom_kill_total", oom_kills, 0);
}

/* Only one step fills the room, and there the program has far more pages than this process. */
int main(void)
{
	room = lab_need_cap();
	si_code = mmap(NULL, lab_page(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (si_code == MAP_FAILED)
		lab_skip("mmap refused");

	expect("m:exit_status", ENOMEM, ENOMEM, 0);
	LAB_STEP ("rlimit") {
		end_of("rlimit", rlimit);
	}
	expect("m:signal", SIGKILL, 128 + SIGKILL, 1);
	LAB_STEP ("cgroup") {
		end_of("cgroup", cgroup);
	}
	expect("m:signal", SIGSEGV, 128 + SIGSEGV, 0);
	lab_expect("m:si_code", SEGV_MAPERR, 0);
	LAB_STEP ("bad-pointer") {
		end_of("bad-pointer", bad_pointer);
		lab_measure("si_code", *si_code, "number");
	}
	expect("m:signal", SIGKILL, 128 + SIGKILL, 0);
	LAB_STEP ("kill-by-hand") {
		end_of("kill-by-hand", kill_by_hand);
	}
	return 0;
}
