/* SPDX-License-Identifier: MIT */
/* option: getopt_long(3), but what is wrong with an option is said in the reader's language. */
#ifndef I18N_OPTION_H
#define I18N_OPTION_H

#include <getopt.h>

/*
 * The next option, as getopt_long does; letters begin with ':' ("+:" to stop at the first word that
 * is none). '?' when it is no option or lacks its value: that is said on stderr already.
 */
int option_next(int argc, char **argv, const char *letters, const struct option *options);

#endif
