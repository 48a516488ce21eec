/* SPDX-License-Identifier: MIT */
/* protect: what is not yours is not there for you, or not for that; the kernel ends who insists. */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

static struct report {
	uintptr_t address;
	int si_code;
	long faults;
} * report; /* shared with the child */

/* volatile: a compiler that knows it to be 0 may make another trap of the store. */
static volatile uintptr_t target;

static void on_signal(int signal, siginfo_t *info, void *context)
{
	(void)signal, (void)context;
	report->address = (uintptr_t)info->si_addr;
	report->si_code = info->si_code;
}

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/*
 * The handler is for once: it returns to the same instruction, which fails again, and now it is the
 * kernel's default that ends the child.
 */
static __attribute__((noreturn)) void write_once(uintptr_t address)
{
	struct sigaction once = {.sa_sigaction = on_signal};

	once.sa_flags = SA_SIGINFO | (int)SA_RESETHAND;
	sigaction(SIGSEGV, &once, NULL);
	sigaction(SIGBUS, &once, NULL);
	prctl(PR_SET_DUMPABLE, 0); /* no core file */
	faults();		   /* it needs its stack for itself: not to be counted below */
	target = address;
	const long before = faults();
	*(volatile char *)target = 1;
	report->faults = faults() - before;
	_exit(EXIT_SUCCESS);
}

/* One byte, by a child, and how that ended. */
static void child_writes(uintptr_t address)
{
	int status;

	*report = (struct report){0};
	const pid_t pid = lab_fork("child");
	if (pid == 0)
		write_once(address);
	waitpid(pid, &status, 0);
	lab_measure("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0, "number");
	if (WIFEXITED(status)) {
		lab_measure("faults", (double)report->faults, "faults");
		return;
	}
	lab_measure("si_code", report->si_code, "number");
	lab_measure("told_address", report->address == address, "times");
}

/* The parent is as it was, whatever becomes of the child. */
static void expect(int signal)
{
	lab_expect("m:signal", signal, 0);
	lab_expect("anonymous_kib", 0, 0);
}

static void expect_fault(int signal, int si_code)
{
	expect(signal);
	lab_expect("m:si_code", si_code, 0);
	lab_expect("m:told_address", 1, 0);
}

static uintptr_t map(size_t bytes, int protection, int how, int file)
{
	void *at = mmap(NULL, bytes, protection, how, file, 0);

	if (at == MAP_FAILED)
		lab_skip("mmap refused");
	return (uintptr_t)at;
}

int main(void)
{
	const size_t page = lab_page();
	const int mine = MAP_PRIVATE | MAP_ANONYMOUS, rw = PROT_READ | PROT_WRITE;
	const int file = memfd_create("one-page", MFD_CLOEXEC);

	if (file < 0 || ftruncate(file, (off_t)page) < 0)
		lab_skip("memfd_create(2) is refused here");
	report = (struct report *)map(page, rw, MAP_SHARED | MAP_ANONYMOUS, -1);
	const uintptr_t own = map(page, rw, mine, -1), unmapped = map(page, rw, mine, -1);
	const uintptr_t read_only = map(page, PROT_READ, mine, -1);
	const uintptr_t past_end = map(2 * page, rw, MAP_SHARED, file) + page;
	munmap((void *)unmapped, page);
	lab_region((void *)own, page);

	expect(0);
	lab_expect("m:faults", 1, 0);
	LAB_STEP ("own-untouched") {
		child_writes(own);
	}
	expect_fault(SIGSEGV, SEGV_MAPERR);
	LAB_STEP ("null-pointer") {
		child_writes(0);
	}
	expect_fault(SIGSEGV, SEGV_MAPERR);
	LAB_STEP ("unmapped") {
		child_writes(unmapped);
	}
	expect_fault(SIGSEGV, SEGV_ACCERR);
	LAB_STEP ("read-only") {
		child_writes(read_only);
	}
	/* The highest MiB of all addresses: the kernel's. Which of the two codes, it may choose. */
	expect(SIGSEGV);
	lab_at_most("m:si_code", SEGV_ACCERR);
	LAB_STEP ("kernel") {
		child_writes(-(uintptr_t)LAB_MIB);
	}
	expect_fault(SIGBUS, BUS_ADRERR);
	LAB_STEP ("past-end") {
		child_writes(past_end);
	}
	return 0;
}
