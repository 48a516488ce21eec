/* SPDX-License-Identifier: MIT */
/* cap_sudo: whether sudo is likely to help, and whether root has given us a part of the tree. */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup/cap.h"
#include "util/inherited.h"
#include "util/owner.h"

bool cap_is_handed(const struct group *group, const char **kind)
{
	static const struct {
		const char *begin, *kind;
	} names[] = {{"/pagelab-sudo-", "sudo"}, {"/pagelab-handed-", "handed"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(group->folder + group->mount_len, names[i].begin,
			    strlen(names[i].begin)) == 0) {
			*kind = names[i].kind;
			return true;
		}
	return false;
}

/* Nothing is asked, and nothing stays: whether sudo lets this user without a word. */
static bool sudo_is_silent(void)
{
	int status = 0;
	const pid_t pid = fork();

	if (pid == 0) {
		const int null = open("/dev/null", O_RDWR);

		inherited_set_usual();
		for (int fd = 0; fd <= 2; fd++)
			dup2(null, fd);
		execlp("sudo", "sudo", "-n", "true", (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool cap_sudo_look(void)
{
	return owner_is_administrator() || sudo_is_silent();
}
