/* SPDX-License-Identifier: MIT */
/* What the parts of labconf share. Each take is false with *error filled. */
#ifndef LAB_LABCONF_INTERNAL_H
#define LAB_LABCONF_INTERNAL_H

#include "lab/labconf.h"

/* labconf_text.c: false, with "what, got "..."" as the message. */
bool labconf_wrong(struct labconf_error *error, const char *what, const char *got);

/* labconf_text.c: value into out, without control characters; false when it is too long. */
bool labconf_take_text(const char *value, char out[LABCONF_TEXT], struct labconf_error *error);

/* labconf_text.c: splits "first rest" in place; false when either is missing. */
bool labconf_two_words(char *value, char **rest);

/* labconf_limits.c; each changes value */
bool labconf_take_limit(char *value, struct labconf *conf, struct labconf_error *error);
bool labconf_take_vm(char *value, struct labconf *conf, struct labconf_error *error);

/* labconf_steps.c; each changes value */
bool labconf_take_step(char *value, bool means, struct labconf *conf, struct labconf_error *error);
bool labconf_take_at(char *value, struct labconf *conf, struct labconf_error *error);
bool labconf_take_guess(char *value, struct labconf *conf, struct labconf_error *error);

#endif
