/* language.h — texts for people in their language. Messages are written in English in the source;
 * sk_text() gives the translation, out of the catalogues that lie beside the program. SK_N() marks
 * a text that is stored now and translated later. No locale of the system is needed. */
#ifndef SK_BASE_LANGUAGE_H
#define SK_BASE_LANGUAGE_H

#include "base/err.h"

#include <stddef.h>

/* Marks a string for the translators; does nothing else. */
#define SK_N(text) text

/* From now on catalogues are looked for in ../share/NAME/locale of the program's folder first:
 * those of a package that does not have the kiosk's. name: static. Thread: main, before the first
 * text. */
void sk_language_of_program(const char *name);

/* Chooses the language of the whole process by the names below and the usual other spellings of
 * them
 * ("zh", "de_AT", "ja_JP.UTF-8", "C"). NULL, "" and "auto" take the environment's (LANGUAGE,
 * LC_ALL, LC_MESSAGES, LANG), or English where that names a language we do not have.
 * Numbers and sorting stay those of the C locale.
 * Errors: SK_ERR_INVALID (a name we do not know; nothing changes), SK_ERR_NOT_FOUND (its catalogue
 * is missing or broken; texts are English).
 * Thread: main; the first time before others start, later at any time: others may read a text in
 * the language before. */
enum sk_err sk_language_set(const char *name, struct sk_err_info *info);

/* The language that a name spells, as sk_language_set() understands it; NULL: none. Static. */
const char *sk_language_find(const char *name);

/* From now on this thread's texts are in that language, whatever the process's becomes: what is
 * printed is in the bench's. NULL: in the process's again, as where the language's texts were not
 * read before the thread began (sk_language_set()). */
void sk_language_of_thread(const char *name);

/* "en", "zh_CN", "de", "es" or "ja": the one that sk_text() speaks. Static. Thread: any. */
const char *sk_language_name(void);

/* All languages there are, "en" first; NULL behind the last. Static. */
const char *sk_language_at(size_t index);

/* What the people who speak it call it, in its own script; NULL behind the last. Static. */
const char *sk_language_own_name(size_t index);

/* The text in the chosen language; the text itself if there is none or it is "". Borrowed for
 * ever. Thread: any. */
const char *sk_text(const char *text) __attribute__((format_arg(1)));

#endif
