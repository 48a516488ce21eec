/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "i18n/filter_process.h"
#include "util/utf8.h"

/* Files in memory, not pipes: neither side ever waits for the other. */
static int file_of(const char *data, size_t len)
{
	int fd = memfd_create("pagelab", MFD_CLOEXEC);

	while (fd >= 0 && len > 0) {
		const ssize_t n = write(fd, data, len);

		if (n < 0) {
			close_fd(&fd);
			break;
		}
		data += n;
		len -= (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static int run_filter(char *const argv[], const int fds[3])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t usual;
	sigset_t none;
	pid_t pid;
	int status;

	/* The dispositions are the usual ones: main has seen to that. */
	sigemptyset(&none);
	posix_spawnattr_init(&usual);
	posix_spawnattr_setsigmask(&usual, &none);
	posix_spawnattr_setflags(&usual, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	const int error = posix_spawnp(&pid, argv[0], &actions, &usual, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&usual);
	if (error)
		return -error;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}

/* The first line that says something; what it was given may be in it. */
static void complain(const char *tool, char *said)
{
	said += strspn(said, "\n\r\t ");
	said[strcspn(said, "\n")] = '\0';
	utf8_clean(said);
	fprintf(stderr, "%s: %.400s\n", tool, said);
}

int tool_filter(char *const argv[], const char *in, size_t len, struct text *out)
{
	CLEANUP_TEXT struct text complaint = {0};
	CLEANUP_FD int input = file_of(in, len);
	CLEANUP_FD int output = file_of("", 0);
	CLEANUP_FD int errors = file_of("", 0);

	if (input < 0 || output < 0 || errors < 0)
		return -errno;
	int error = run_filter(argv, (const int[3]){input, output, errors});
	if (error == -EIO && text_pread(&complaint, errors) == 0)
		complain(argv[0], complaint.data);
	return error ? error : text_pread(out, output);
}
