/* SPDX-License-Identifier: MIT */
/* commands: what pagelab can be told to do. Each takes its own words and returns an exit code. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

int command_list(int argc, char **argv);
int command_run(int argc, char **argv);
int command_fields(int argc, char **argv);
int command_check(int argc, char **argv);
int command_clean(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_report(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_collect(int argc, char **argv);
int command_key(int argc, char **argv);
int command_submit(int argc, char **argv);
int command_say(int argc, char **argv);

#endif
