/* told.h — a sentence that was made far below (settings, journal, client), in the language of the
 * screen. Below it is one English text with its values in it, as the log has it. Here stand the
 * commonest of them as texts of the catalogue, with %s for each value: the sentence is held against
 * these, and the values go into the translation. One that fits none stays English. */
#ifndef SK_APP_MODEL_TOLD_H
#define SK_APP_MODEL_TOLD_H

#include <stddef.h>

/* Writes the sentence into out (size bytes, at least 1), cut where it does not fit. What stands
 * before a ": " stays as it is ("kiosk.ini:12: …"). Thread: any. */
void sk_told(const char *text, char *out, size_t size);

/* The sentences, with their %s; NULL behind the last. Static msgids. */
const char *sk_told_at(size_t index);

#endif
