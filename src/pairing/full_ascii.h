/* full_ascii.h — Code 39 with all of ASCII: a letter after one of the characters $ % / + stands for
 * another character (ISO/IEC 16388, annex A). A symbol does not say that it is meant so: its text
 * has to ask for it. Pure. */
#ifndef SK_PAIRING_FULL_ASCII_H
#define SK_PAIRING_FULL_ASCII_H

#include <stdbool.h>
#include <stddef.h>

/* Writes what text means if its pairs are played. True only if there is a pair at all, each of the
 * four characters begins one, and all others are of Code 39; else out is undefined. A pair for NUL
 * is none here. out: length bytes suffice; it gets no final NUL. */
bool sk_full_ascii(const char *text, size_t length, char *out, size_t *out_length);

#endif
