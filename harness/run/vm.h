/* SPDX-License-Identifier: MIT */
/* vm: runs labs in the throw-away virtual machine, by scripts/vm. */
#ifndef RUN_VM_H
#define RUN_VM_H

struct run_options;
struct labconf;

/*
 * Runs the lab there, or all of them when there is none, with the machine that lab.conf asks for
 * where the environment (VM_MEM, …) does not say otherwise. An exit code: the labs' own, or
 * scripts/vm's.
 */
int vm_run(const struct run_options *options, const struct labconf *lab);

#endif
