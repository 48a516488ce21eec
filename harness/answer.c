/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "answer.h"
#include "file.h"

/* Of these only: news of the lab, which is held, is for the loop that waits for it later. */
static int open_interrupts(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool answer_is_typed(void)
{
	const char *typed = getenv("PAGELAB_TYPED");

	return isatty(STDIN_FILENO) || (typed && *typed);
}

/* 1 when a byte is there, or the end; -EINTR. The signal first: with it nobody wants an answer. */
static int wait_for_byte(int interrupts)
{
	struct pollfd p[] = {{interrupts, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
	struct signalfd_siginfo got;

	for (;;) {
		if (poll(p, 2, -1) < 0) {
			if (errno == EINTR) /* continued after Ctrl-Z */
				continue;
			return -errno;
		}
		if (p[0].revents && read(interrupts, &got, sizeof(got)) == (ssize_t)sizeof(got))
			return -EINTR;
		if (p[1].revents)
			return 1;
	}
}

int answer_read(char *out, size_t room)
{
	CLEANUP_FD int interrupts = open_interrupts();
	size_t len = 0;
	ssize_t n = 0;
	char c = '\0';
	int there;

	if (interrupts < 0)
		return -errno;
	while ((there = wait_for_byte(interrupts)) == 1) {
		n = read(STDIN_FILENO, &c, 1);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n != 1 || c == '\n')
			break;
		if (len + 1 < room)
			out[len++] = c;
	}
	out[len] = '\0';
	if (there < 0)
		return there;
	return n == 1 || len > 0;
}
