/* SPDX-License-Identifier: MIT */
/* run_arguments: what pagelab run was asked for, checked before anything is started. */
#ifndef CLI_RUN_ARGUMENTS_H
#define CLI_RUN_ARGUMENTS_H

#include "run/run.h"

struct request {
	struct run_options options;
	bool all, help;
	const char *lab;	/* its name, or NULL */
	char **command;		/* behind --, or NULL */
	const char *lab_option; /* given, and of no meaning for a command; or NULL */
	struct cap_tries tries; /* to have a memory-limited group */
};

/* Fills the request from the command's words; false with a line on stderr. */
bool request_take(int argc, char **argv, struct request *r);

#endif
