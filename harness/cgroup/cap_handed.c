/* SPDX-License-Identifier: MIT */
/*
 * cap_handed: where only root may make a group, root makes a part of the tree of groups and hands it
 * to an ordinary user, who then makes and removes groups in it as in any other that was delegated.
 * Two ask for that: a student, by sudo; and root in a tree of somebody else, whose labs are not run
 * as root. A keeper, hand_over.sh, holds the part until the end of a socket that both halves of this
 * process hold: one waits outside of the part, for who is in it cannot be there when it is removed;
 * the other one goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup/cap_internal.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/inherited.h"
#include "util/line.h"
#include "util/utf8.h"

/* The text of the keeper: no file is read for it when it runs, for who could write to that were root. */
__asm__(".section .rodata\n"
	".local keeper_text\n"
	".local keeper_len\n"
	"keeper_text:\n"
	".incbin \"harness/cgroup/hand_over.sh\"\n"
	"keeper_end:\n"
	".balign 8\n"
	"keeper_len:\n"
	".quad keeper_end - keeper_text\n"
	".text\n");
extern const char keeper_text[];
extern const uint64_t keeper_len;

enum { OURS, KEEPERS };
enum { NUMBER = 24 };

struct keeper {
	const struct cap_hand *hand;
	struct group top;
	char name[128], version[NUMBER], uid[NUMBER], gid[NUMBER], inner[NUMBER];
	int hold[2];   /* ours, and its standard input */
	pid_t pid;     /* of it, or of sudo */
	int said;      /* its standard output */
	int complaint; /* a file in memory: its standard error */
	int status;    /* how it ended */
	char why[100];
};

static const char by_sudo[] = N_("sudo, for the group alone");

/*
 * In the child: the keeper's shell, by sudo or at once. In a process group of its own, the terminal's
 * background: sudo 1.9, once stopped by Ctrl-Z and continued, takes over the terminal of a group in its
 * foreground, whatever its own input is, and what is typed no longer reaches the run.
 */
static __attribute__((noreturn)) void become_keeper(const struct keeper *k, int said)
{
	char *const words[] = {"sudo",
			       "-n",
			       "--",
			       "/bin/sh",
			       "-s",
			       "--",
			       (char *)k->version,
			       (char *)k->top.folder,
			       (char *)k->name,
			       (char *)k->uid,
			       (char *)k->gid,
			       (char *)k->inner,
			       NULL};

	setpgid(0, 0);
	inherited_set_usual();
	dup2(k->hold[KEEPERS], STDIN_FILENO);
	dup2(said, STDOUT_FILENO);
	dup2(k->complaint, STDERR_FILENO);
	if (k->hand->by_sudo)
		execvp(words[0], words);
	else
		execv(words[3], words + 3);
	_exit(127);
}

static int start_keeper(struct keeper *k)
{
	int said[2];

	if ((k->complaint = memfd_create("pagelab", MFD_CLOEXEC)) < 0 || pipe2(said, O_CLOEXEC) < 0)
		return -errno;
	k->pid = fork();
	if (k->pid == 0)
		become_keeper(k, said[1]);
	const int error = k->pid < 0 ? -errno : 0;
	close(said[1]);
	k->said = said[0];
	return error;
}

/* Its next line is that word. False also when it has ended. */
static bool says(const struct keeper *k, const char *word)
{
	char line[16];
	size_t len = 0;

	while (len < sizeof(line) && read(k->said, line + len, 1) == 1)
		if (line[len++] == '\n')
			return len == strlen(word) + 1 && memcmp(line, word, len - 1) == 0;
	return false;
}

static void wait_for(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}

/* It could not, or was not let: the first line of what it, or sudo, had to say. */
static void end_keeper(struct keeper *k)
{
	CLEANUP_TEXT struct text text = {0};

	k->status = 0;
	wait_for(k->pid, &k->status);
	close_fd(&k->said);
	k->why[0] = '\0';
	if (text_pread(&text, k->complaint) == 0 && text.len) {
		text.data[strcspn(text.data, "\n")] = '\0';
		utf8_clean(text.data);
		line_set(k->why, sizeof(k->why), "%s", text.data);
	}
	close_fd(&k->complaint);
}

static bool is_missing(const struct keeper *k)
{
	return WIFEXITED(k->status) && WEXITSTATUS(k->status) == 127;
}

/* One try, without a password. *is_root: root did begin with it. */
static bool keeper_makes_it(struct keeper *k, bool *is_root)
{
	*is_root = false;
	if (start_keeper(k) < 0)
		return false;
	*is_root = says(k, "root");
	if (*is_root && says(k, "ready"))
		return true;
	end_keeper(k);
	return false;
}

/* On the terminal, which is ours for that. True: sudo needs no more of it for a while. */
static bool is_password_given(void)
{
	int status = 0;
	const pid_t pid = fork();

	if (pid == 0) {
		inherited_set_usual();
		execlp("sudo", "sudo", "-v", (char *)NULL);
		_exit(127);
	}
	if (pid < 0)
		return false;
	wait_for(pid, &status);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Whether the group is there. A password is asked for on a terminal only, and with the reason. */
static bool is_given(struct keeper *k, struct cap_tries *tries)
{
	bool is_root;

	if (keeper_makes_it(k, &is_root))
		return true;
	if (!is_root && !is_missing(k) && k->hand->before_password) {
		k->hand->before_password();
		if (is_password_given() && keeper_makes_it(k, &is_root))
			return true;
	}
	if (is_missing(k))
		cap_tried(tries, by_sudo, _("no: it is not installed"));
	else
		cap_tried(tries, by_sudo, _("no: %s"), k->why[0] ? k->why : _("it refused"));
	return false;
}

/*
 * Until the other half has ended. What the terminal sends (SI_KERNEL) it got itself, as one of the
 * same group; what was sent to us alone is handed on.
 */
static int wait_for_inner(pid_t inner)
{
	sigset_t signals, before;
	siginfo_t info;
	int status;

	inherited_interrupts(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, &before);
	while (waitpid(inner, &status, WNOHANG) != inner)
		if (sigwaitinfo(&signals, &info) > 0 && info.si_signo != SIGCHLD &&
		    info.si_code != SI_KERNEL)
			kill(inner, info.si_signo);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The half that goes on, once it is in the group: 1; else there is none, and it ends. */
static void wait_at_gate(int gate)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (read(gate, &byte, 1) != 1)
		_exit(0);
	close(gate);
}

static bool prepare(struct keeper *k, struct cap_tries *tries)
{
	struct group own;

	if (group_find(&system_roots, getpid(), &own) < 0 || own.read_only) {
		cap_tried(tries, by_sudo, _("no: the tree of groups is read-only"));
		return false;
	}
	k->top = own;
	k->top.folder[own.mount_len] = '\0';
	format(k->name, sizeof(k->name), "pagelab-%s-%u-%d-%" PRId64,
	       k->hand->by_sudo ? "sudo" : "handed", (unsigned)k->hand->uid, getpid(),
	       cap_start_of(&system_roots, getpid()));
	format(k->version, NUMBER, "%d", own.version);
	format(k->uid, NUMBER, "%u", (unsigned)k->hand->uid);
	format(k->gid, NUMBER, "%u", (unsigned)k->hand->gid);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, k->hold) < 0)
		return false;
	return write(k->hold[OURS], keeper_text, keeper_len) == (ssize_t)keeper_len;
}

int cap_hand_over(const struct cap_hand *hand, int *code, struct cap_tries *tries)
{
	struct keeper k = {.hand = hand, .hold = {-1, -1}, .pid = -1, .said = -1, .complaint = -1};
	int gate[2] = {-1, -1}, status;
	bool is_made;

	if (!prepare(&k, tries) || pipe2(gate, O_CLOEXEC) < 0) {
		close_fd(&k.hold[OURS]);
		close_fd(&k.hold[KEEPERS]);
		return -EPERM;
	}
	fflush(NULL);
	const pid_t inner = fork();
	if (inner == 0) {
		close(gate[1]);
		close(k.hold[KEEPERS]);
		wait_at_gate(gate[0]);
		return 0;
	}
	format(k.inner, NUMBER, "%d", inner);
	is_made = inner > 0 && is_given(&k, tries) && write(gate[1], "", 1) == 1;
	close(gate[0]);
	close(gate[1]);
	close(k.hold[KEEPERS]);
	if (is_made)
		*code = wait_for_inner(inner);
	else if (inner > 0)
		wait_for(inner, &status);
	close(k.hold[OURS]);
	if (is_made)
		wait_for(k.pid, &status);
	return is_made ? 1 : -EPERM;
}
