/* SPDX-License-Identifier: MIT */
/* form: what printf(3) takes from its arguments for a text. Pure. */
#ifndef I18N_FORM_H
#define I18N_FORM_H

#include <stdbool.h>

/*
 * The translation takes the same arguments as the text, of the same types, in whatever order if it
 * says which: "%2$s", "%1$zu". A percent sign that begins no conversion is a percent sign.
 */
bool form_fits(const char *text, const char *translation);

#endif
