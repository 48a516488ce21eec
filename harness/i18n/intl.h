/* SPDX-License-Identifier: MIT */
/*
 * intl: what people read, in their language. _("text") is the translation, or the text itself
 * where there is none; xgettext finds the texts by these names. CSV, JSON, exit codes and numbers
 * are never translated.
 *
 * One process speaks one language: it is the only state of the harness that is not handed around.
 */
#ifndef I18N_INTL_H
#define I18N_INTL_H

#include <stddef.h>

/* A text that is translated later, where it is shown. */
#define N_(text) text

/* Pure once intl_begin was called. What is returned lives as long as the program. */
__attribute__((format_arg(1))) const char *_(const char *text);

/* The form for so many; Korean has but one. */
__attribute__((format_arg(1), format_arg(2))) const char *n_(const char *one, const char *many,
							     size_t n);

/*
 * The same for a text whose conversions are filled in already, as a lab sends it or a recording
 * holds it. It may use out, else it is as _() says.
 */
const char *intl_filled(const char *text, char *out, size_t room);

/* What strerror(3) says of an errno number, in that language whatever locale is installed. */
const char *intl_error(int error);

/*
 * Takes the language that is wanted and reads its messages: LANGUAGE.po of each folder of
 * root/harness, and of the labs' library. Without such a file it stays English.
 */
void intl_begin(const char *root);

/* Adds what a lab says in that language: root/labs/NAME/LANGUAGE.po. */
void intl_add_lab(const char *root, const char *name);

/* From here on English, as for JSON. */
void intl_english(void);

/* "en", "ko", ...: the language in use. */
const char *intl_language(void);

/* By PAGELAB_LANG, else the first of LC_ALL, LC_MESSAGES and LANG that is set. */
void intl_wanted(char out[8]);

/*
 * Pure: the language that these name, first to last, into out; "en" when none does. locale(7):
 * ko_KR.UTF-8. One with another codeset than UTF-8 cannot be written to: English.
 */
void intl_choose(const char *const *names, size_t count, char out[8]);

#endif
