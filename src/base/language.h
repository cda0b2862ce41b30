/* language.h — texts for people in their language: gettext, with the catalogue that lies beside the
 * program. Works where no locale but C.UTF-8 is generated, as on a minimal Debian.
 *
 * Messages are written in English in the source; sk_text() gives the translation. SK_N() marks a
 * text that is stored now and translated later. */
#ifndef SK_BASE_LANGUAGE_H
#define SK_BASE_LANGUAGE_H

#include "base/err.h"

#include <stddef.h>

/* Marks a string for the translators; does nothing else. */
#define SK_N(text) text

/* Chooses the language of the whole process: "en", "zh_CN" and the usual other spellings of them
 * ("zh", "zh-CN", "zh_CN.UTF-8", "C"). NULL, "" and "auto" take the environment's (LANGUAGE,
 * LC_ALL, LC_MESSAGES, LANG), or English where that names a language we do not have.
 * Numbers and sorting stay those of the C locale.
 * Errors: SK_ERR_INVALID (a name we do not know; nothing changes), SK_ERR_NOT_FOUND (its catalogue
 * is missing; texts are English).
 * Thread: main, before others start: it sets the locale and the variable LANGUAGE. */
enum sk_err sk_language_set(const char *name, struct sk_err_info *info);

/* "en" or "zh_CN". Static. */
const char *sk_language_name(void);

/* All languages there are, "en" first; NULL behind the last. Static. */
const char *sk_language_at(size_t index);

/* The text in the chosen language; the text itself if there is none or it is "". Borrowed for
 * ever. Thread: any. */
const char *sk_text(const char *text) __attribute__((format_arg(1)));

#endif
