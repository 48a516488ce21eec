/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <unistd.h>

#include "lab.h"

/* Detached in every way there is: another session, a dead parent, deaf to signals. */
static void detach(void)
{
	if (fork() != 0)
		return;
	setsid();
	if (fork() != 0)
		_exit(0);
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_IGN);
	for (;;)
		pause();
}

int main(void)
{
	for (int i = 0; i < 10; i++)
		detach();
	LAB_STEP ("here") {
	}
	return 0;
}
