/* unbroken_words.h — words that no line is broken in, of scripts that have no blanks between words.
 */
#ifndef SK_UI_UNBROKEN_WORDS_H
#define SK_UI_UNBROKEN_WORDS_H

#include <stddef.h>

/* The bytes of the longest known word that text begins with; 0: there is none. text: UTF-8, length
 * in bytes. */
size_t sk_unbroken_word(const char *text, size_t length);

/* All of them, sorted by bytes; NULL behind the last. Static. */
const char *sk_unbroken_word_at(size_t index);

#endif
