/* SPDX-License-Identifier: MIT */
/*
 * filled: the translation of a message whose conversions are filled in already, as a lab sends it
 * or an old recording holds it. Pure.
 */
#ifndef I18N_FILLED_H
#define I18N_FILLED_H

#include <stdbool.h>

#include "i18n/po.h"

/*
 * Finds the message that text was formed from ("%s needs %zu pages" of "it needs 7 pages"), by what
 * stands between its conversions; of several, the one with the most of that. Its translation goes
 * into out with the same parts put in, cut to fit. A part with a blank in it is looked up itself.
 * False: no message has that form, or none with eight bytes of its own; out is as it was.
 */
bool filled_translate(const struct po *po, const char *text, char *out, size_t room);

#endif
