/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool.h"
#include "util/clocks.h"
#include "util/file.h"

enum { CALLS = 10 };

/* Everything of psutil that says what a snapshot says, and is cheap. */
static const char program[] = "import sys, time, psutil\n"
			      "p = psutil.Process(int(sys.argv[1]))\n"
			      "print(0, flush=True)\n"
			      "for line in sys.stdin:\n"
			      "    calls = int(line)\n"
			      "    start = time.perf_counter_ns()\n"
			      "    for _ in range(calls):\n"
			      "        with p.oneshot():\n"
			      "            p.memory_info()\n"
			      "            p.name()\n"
			      "        psutil.virtual_memory()\n"
			      "        psutil.swap_memory()\n"
			      "    took = time.perf_counter_ns() - start\n"
			      "    print(took // calls, flush=True)\n";

struct start {
	char *const *argv;
	int in, out, away;
};

/* Runs in a process that still shares our memory: system calls only. */
static __attribute__((noreturn, noinline)) void become(const struct start *how)
{
	if (dup2(how->in, STDIN_FILENO) >= 0 && dup2(how->out, STDOUT_FILENO) >= 0 &&
	    dup2(how->away, STDERR_FILENO) >= 0)
		execvp(how->argv[0], how->argv);
	_exit(127);
}

/* By vfork: the fastest start there is, so that it is the tool that is timed. */
static pid_t start(const struct start *how)
{
	pid_t pid = vfork();

	if (pid == 0)
		become(how);
	return pid;
}

double tool_lap(void *self)
{
	const int64_t begin = now_ns();
	char text[64 * 1024];
	int output[2], status = -1;
	ssize_t n, len = 0;

	if (pipe2(output, O_CLOEXEC) < 0)
		return -1;
	CLEANUP_FD int away = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid = start(&(struct start){self, away, output[1], away});
	close(output[1]);
	while (pid > 0 && (n = read(output[0], text, sizeof(text))) > 0)
		len += n;
	close(output[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0 || len == 0)
		return -1;
	return (double)(now_ns() - begin);
}

static double read_number(struct python *p)
{
	char line[64];

	return p->answer && fgets(line, sizeof(line), p->answer) ? strtod(line, NULL) : -1;
}

static bool try_python(struct python *p, const char *name, pid_t observed)
{
	char pid[16];
	char *argv[] = {(char *)name, "-c", (char *)program, pid, NULL};
	int in[2], out[2];

	format(pid, sizeof(pid), "%d", observed);
	if (pipe2(in, O_CLOEXEC) < 0)
		return false;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	CLEANUP_FD int away = open("/dev/null", O_WRONLY | O_CLOEXEC);
	p->pid = start(&(struct start){argv, in[0], out[1], away});
	close(in[0]);
	close(out[1]);
	p->ask = fdopen(in[1], "w");
	p->answer = fdopen(out[0], "r");
	if (p->pid > 0 && read_number(p) >= 0)
		return true;
	python_close(p);
	return false;
}

bool python_open(struct python *p, pid_t observed)
{
	/* The distribution's own has psutil even where another one comes first in PATH. */
	return try_python(p, "python3", observed) || try_python(p, "/usr/bin/python3", observed);
}

void python_close(struct python *p)
{
	if (p->ask)
		fclose(p->ask);
	if (p->answer)
		fclose(p->answer);
	if (p->pid > 0)
		waitpid(p->pid, NULL, 0);
	*p = (struct python){-1, NULL, NULL};
}

double python_lap(void *self)
{
	struct python *p = self;

	if (!p->ask || fprintf(p->ask, "%d\n", CALLS) < 0 || fflush(p->ask) != 0)
		return -1;
	return read_number(p);
}
