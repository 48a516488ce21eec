/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/inherited.h"
#include "util/owner.h"

/* Newer than the headers that the program must build with. */
enum { SET_MEMORY_MERGE = 67, GET_MEMORY_MERGE = 68, CLOSE_ON_EXEC = 1 << 2 };

enum { USUAL_SLACK_NS = 50 * 1000, FILES = 4096, FILES_LISTED = 65536, USUAL_STACK = 8 << 20 };

/* Only the soft limit of each is ours to raise: up to the hard one, or to what is usual. */
static const struct {
	unsigned which;
	rlim_t usual; /* RLIM_INFINITY: as high as it may be */
	bool ours;    /* pagelab's own too, not only the labs' */
	const char *name;
} limits[] = {
	{RLIMIT_NOFILE, FILES, true, "files_max"},
	{RLIMIT_STACK, USUAL_STACK, true, "stack_max_bytes"},
	{RLIMIT_AS, RLIM_INFINITY, false, "address_space_max_bytes"},
	{RLIMIT_DATA, RLIM_INFINITY, false, "data_max_bytes"},
	{RLIMIT_NPROC, RLIM_INFINITY, false, "processes_max"},
	{RLIMIT_MEMLOCK, RLIM_INFINITY, false, "locked_max_bytes"},
};

enum { LIMITS = sizeof(limits) / sizeof(limits[0]) };

/*
 * 32 and 33 are glibc's own, and its functions refuse them; but they are handed down as all others
 * are. signal(7).
 */
enum { FIRST_OF_LIBC = 32, LIBC_SIGNALS = 2 };

/* Sets the disposition by the system call itself; true when it was SIG_IGN. */
static bool replace_of_libc(int signal, bool ignore)
{
	/* The kernel's struct begins with the handler; all zero is SIG_DFL without a flag. */
	const uintptr_t now[16] = {(uintptr_t)(ignore ? SIG_IGN : SIG_DFL)};
	uintptr_t before[16] = {0};

	return syscall(SYS_rt_sigaction, signal, now, before, _NSIG / 8) == 0 &&
	       before[0] == (uintptr_t)SIG_IGN;
}

static struct {
	bool taken, has_cpus;
	sigset_t mask, ignored;
	bool ignored_of_libc[LIBC_SIGNALS];
	bool closed[3];
	struct rlimit limit[LIMITS];
	int persona, slack;
	mode_t umask;
	cpu_set_t cpus;
	char *path; /* of root's, else NULL */
} was;

/* A file that is opened would get the number, and what is printed would be written into it. */
static void hold_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		was.closed[fd] = fcntl(fd, F_GETFD) < 0 && errno == EBADF;
		/* The lowest free number is fd. To read only: what is printed is an error, not
		 * lost in silence. A program of the user's own finds it closed again. */
		if (was.closed[fd] && open("/dev/null", O_RDONLY | O_CLOEXEC) != fd)
			_exit(71);
	}
}

void inherited_replace_signals(void)
{
	struct sigaction now, usual = {.sa_handler = SIG_DFL};
	sigset_t mask;

	sigemptyset(&was.ignored);
	for (int signal = 1; signal <= SIGRTMAX; signal++) {
		if (sigaction(signal, NULL, &now) < 0 || now.sa_handler != SIG_IGN)
			continue;
		sigaddset(&was.ignored, signal);
		/* nohup(1): it is a person who wants the run to outlive the terminal */
		if (signal != SIGHUP)
			sigaction(signal, &usual, NULL);
	}
	for (int i = 0; i < LIBC_SIGNALS && FIRST_OF_LIBC + i < SIGRTMIN; i++)
		was.ignored_of_libc[i] = replace_of_libc(FIRST_OF_LIBC + i, false);
	sigemptyset(&mask);
	sigprocmask(SIG_SETMASK, &mask, &was.mask);
}

/* The soft limit to usual, or as near as the hard one lets it. */
static void set_limit(size_t i)
{
	struct rlimit limit = was.limit[i];
	const bool is_open_ended = limits[i].usual == RLIM_INFINITY;

	if (limits[i].which == RLIMIT_NOFILE && limit.rlim_cur >= limits[i].usual)
		return; /* more is as good */
	limit.rlim_cur = is_open_ended || limit.rlim_max < limits[i].usual ? limit.rlim_max
									   : limits[i].usual;
	setrlimit(limits[i].which, &limit);
}

/* For root's tools; a program of the user's own is looked for where the user said. */
static void replace_path(void)
{
	const char *path = getenv("PATH");
	char *trusted = geteuid() == 0 ? owner_trusted_path(path) : NULL;

	if (!trusted)
		return;
	was.path = path ? strdup(path) : NULL;
	setenv("PATH", trusted, 1);
	free(trusted);
}

void inherited_replace(void)
{
	sigset_t file_size;

	hold_descriptors();
	inherited_replace_signals();
	/* A file at its limit is then an error of write(2), as a full disk is. */
	sigemptyset(&file_size);
	sigaddset(&file_size, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &file_size, NULL);
	for (size_t i = 0; i < LIMITS; i++) {
		getrlimit(limits[i].which, &was.limit[i]);
		if (limits[i].ours)
			set_limit(i);
	}
	was.has_cpus = sched_getaffinity(0, sizeof(was.cpus), &was.cpus) == 0;
	was.persona = personality(0xffffffff);
	if (was.persona > 0)
		personality(PER_LINUX);
	was.slack = prctl(PR_GET_TIMERSLACK);
	prctl(PR_SET_TIMERSLACK, USUAL_SLACK_NS);
	/* What we make ourselves we can also read and remove. */
	was.umask = umask(077);
	umask(was.umask & 077);
	replace_path();
	was.taken = true;
}

/* What is open above 2 was somebody's before us, or is ours; neither is a lab's. */
static void close_on_exec(void)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, 3U, ~0U, CLOSE_ON_EXEC) == 0)
		return;
#endif
	const int64_t max = inherited_files_max();

	for (int fd = 3; fd < (max < FILES_LISTED ? max : FILES_LISTED); fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void inherited_set_usual(void)
{
	const struct sched_param none = {0};
	sigset_t mask;

	for (int fd = 0; fd <= 2; fd++)
		fcntl(fd, F_SETFD, 0);
	close_on_exec();
	for (size_t i = 0; i < LIMITS; i++)
		set_limit(i);
	/* Each is refused where it is not known: then it cannot have been changed either. */
	if (was.has_cpus)
		sched_setaffinity(0, sizeof(was.cpus), &was.cpus);
	if (sched_getscheduler(0) != SCHED_OTHER)
		sched_setscheduler(0, SCHED_OTHER, &none);
	prctl(PR_SET_TIMERSLACK, USUAL_SLACK_NS);
	prctl(SET_MEMORY_MERGE, 0, 0, 0, 0);
	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
	prctl(PR_SET_TSC, PR_TSC_ENABLE);
#ifdef SYS_set_mempolicy
	syscall(SYS_set_mempolicy, 0, NULL, 0);
#endif
	signal(SIGHUP, SIG_DFL);
	sigemptyset(&mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

void inherited_hand_on(void)
{
	if (!was.taken)
		return;
	for (size_t i = 0; i < LIMITS; i++)
		if (limits[i].ours)
			setrlimit(limits[i].which, &was.limit[i]);
	if (was.has_cpus)
		sched_setaffinity(0, sizeof(was.cpus), &was.cpus);
	if (was.persona > 0)
		personality((unsigned long)was.persona);
	if (was.slack > 0)
		prctl(PR_SET_TIMERSLACK, was.slack);
	umask(was.umask);
	if (was.path)
		setenv("PATH", was.path, 1);
	for (int number = 1; number <= SIGRTMAX; number++)
		if (sigismember(&was.ignored, number) == 1)
			signal(number, SIG_IGN);
	for (int i = 0; i < LIBC_SIGNALS; i++)
		if (was.ignored_of_libc[i])
			replace_of_libc(FIRST_OF_LIBC + i, true);
	sigprocmask(SIG_SETMASK, &was.mask, NULL);
}

bool inherited_closed(int fd)
{
	return was.closed[fd];
}

int64_t inherited_files_max(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > INT32_MAX)
		return INT32_MAX;
	return (int64_t)limit.rlim_cur;
}

void inherited_interrupts(sigset_t *set)
{
	static const int others[] = {SIGSEGV, SIGBUS,  SIGFPE,	SIGILL,	  SIGTRAP, SIGSYS,
				     SIGABRT, SIGKILL, SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU,
				     SIGCONT, SIGCHLD, SIGURG,	SIGWINCH, SIGXFSZ};
	struct sigaction hangup;

	sigfillset(set);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		sigdelset(set, others[i]);
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler == SIG_IGN)
		sigdelset(set, SIGHUP);
}

static int64_t bits_of(const sigset_t *set)
{
	int64_t bits = 0;

	for (int signal = 1; signal < 63 && signal <= SIGRTMAX; signal++)
		bits |= sigismember(set, signal) == 1 ? (int64_t)1 << (signal - 1) : 0;
	return bits;
}

void inherited_each(void (*take)(void *self, const char *name, int64_t value), void *self)
{
	const struct {
		const char *name;
		int64_t value, usual;
	} found[] = {
		{"signals_ignored_mask", bits_of(&was.ignored), 0},
		{"signals_blocked_mask", bits_of(&was.mask), 0},
		{"personality", was.persona, 0},
		{"timer_slack_ns", was.slack, USUAL_SLACK_NS},
		{"memory_merge", prctl(GET_MEMORY_MERGE, 0, 0, 0, 0) > 0, 0},
		{"huge_pages_disabled", prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) > 0, 0},
		{"no_new_privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) > 0, 0},
		{"seccomp_mode", prctl(PR_GET_SECCOMP), 0},
		{"nice", getpriority(PRIO_PROCESS, 0), 0},
		{"scheduler", sched_getscheduler(0), SCHED_OTHER},
		{"umask", was.umask, 022},
	};

	if (!was.taken)
		return;
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++)
		if (found[i].value != found[i].usual)
			take(self, found[i].name, found[i].value);
	for (size_t i = 0; i < LIMITS; i++)
		if (was.limit[i].rlim_max < limits[i].usual &&
		    was.limit[i].rlim_max < RLIM_INFINITY && limits[i].which != RLIMIT_NPROC &&
		    limits[i].which != RLIMIT_MEMLOCK)
			take(self, limits[i].name, (int64_t)was.limit[i].rlim_max);
}
