/* SPDX-License-Identifier: MIT */
/* What intl.c keeps and intl_load.c fills. For these two only. */
#ifndef I18N_INTL_INTERNAL_H
#define I18N_INTL_INTERNAL_H

#include <stdbool.h>

#include "i18n/po.h"

/* The messages of the language in use; to be added to. They live as long as the program. */
struct po *intl_messages(void);

/* From here on in that language, of at most 7 letters: "en", "ko". */
void intl_speak(const char *wanted);

/* Texts stay as they stand in the source. */
bool intl_is_english(void);

#endif
