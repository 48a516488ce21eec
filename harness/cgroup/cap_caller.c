/* SPDX-License-Identifier: MIT */
/* cap_caller: who asks for a group, and what that person is told of each way tried. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup/cap.h"
#include "util/line.h"

void cap_tried(struct cap_tries *tries, const char *what, const char *how, ...)
{
	va_list args;

	if (tries->count == CAP_TRIES)
		return;
	tries->try[tries->count].what = what;
	va_start(args, how);
	line_vset(tries->try[tries->count].result, sizeof(tries->try[0].result), how, args);
	va_end(args);
	tries->count++;
}

static bool by_access(const char *path)
{
	return access(path, W_OK) == 0;
}

struct caller caller_self(void)
{
	return (struct caller){getpid(), (uid_t)syscall(SYS_geteuid), getenv("XDG_RUNTIME_DIR"),
			       by_access, rights_of_self(&system_roots), cap_sudo_look};
}
