/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/stat.h>

#include "lab.h"

int main(void)
{
	char path[LAB_PATH];
	const int folder = lab_folder(path);

	LAB_STEP ("fill") {
		mkdirat(folder, "one", 0700);
		mkdirat(folder, "two", 0700);
		raise(SIGKILL);
	}
	return 0;
}
