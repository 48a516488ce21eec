/* SPDX-License-Identifier: MIT */
/*
 * run_rights: who a run is, before anything of it is read or made. Root in a tree of somebody else
 * gets the group made as root and does all the rest as its owner; an ordinary user, where only root
 * may make a group, asks sudo for that alone.
 */
#ifndef CLI_RUN_RIGHTS_H
#define CLI_RUN_RIGHTS_H

#include "cli/run_arguments.h"

/*
 * Of root in somebody else's tree or results: starts the same command again as that one and does not
 * return; of a command, only its files are made so. An exit code, when it could not.
 */
int rights_of_owner(struct request *r, char **argv);

/*
 * Asks sudo for a part of the tree of groups. Returns in the process that is in it, or where there is
 * none, with the reason in the request; the process that waited for the other one ends here.
 */
void rights_by_sudo(struct request *r);

#endif
