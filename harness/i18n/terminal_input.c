/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "i18n/terminal_input.h"
#include "util/file.h"

enum { LINE_MOST = 64 * 1024 };

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

/* 1; 0: the end; -EINTR; -E2BIG. A NUL in it must not look like its end. */
static int read_line(int interrupts, char *out, size_t room)
{
	size_t len = 0, taken = 0;
	int there;

	while (taken < LINE_MOST && (there = wait_for_byte(interrupts)) == 1) {
		char c;
		const ssize_t n = read(STDIN_FILENO, &c, 1);

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n != 1)
			return len > 0;
		if (c == '\n')
			return 1;
		taken++;
		if (len + 1 < room)
			out[len++] = c ? c : '\x7f';
		out[len] = '\0';
	}
	return taken < LINE_MOST ? there : -E2BIG;
}

int answer_read(char *out, size_t room)
{
	static bool is_over; /* nobody types such a line, nor what follows it */
	CLEANUP_FD int interrupts = open_interrupts();

	out[0] = '\0';
	if (interrupts < 0)
		return -errno;
	if (is_over)
		return 0;
	const int answer = read_line(interrupts, out, room);
	if (answer != -E2BIG)
		return answer;
	is_over = true;
	out[0] = '\0';
	return 0;
}
