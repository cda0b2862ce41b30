/* utf8.h — what the outside world wrote, made safe to show and to store.
 * Low-level: depends on nothing. All functions: any thread, no allocation. */
#ifndef SK_BASE_UTF8_H
#define SK_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the sequence at text (length bytes are readable). Returns the bytes consumed, 1 to 4,
 * and the code point; or 0 where no valid sequence starts (over-long forms, surrogates and values
 * above U+10FFFF are invalid, RFC 3629 section 3) or where length is 0. */
size_t sk_utf8_decode(const char *text, size_t length, uint32_t *code_point);

/* The largest n <= length at which text can be cut without splitting a sequence. */
size_t sk_utf8_cut(const char *text, size_t length);

/* True if text (length bytes) is valid UTF-8 without anything that sk_utf8_printable() would write
 * as \xNN. */
bool sk_utf8_is_printable(const char *text, size_t length);

/* Copies text (length bytes, may hold NUL) into out as printable UTF-8, always NUL-terminated.
 * Control characters (C0, DEL, C1), bidirectional overrides, line and paragraph separators,
 * and each byte that is not valid UTF-8 become \xNN, and a backslash becomes two, so that the
 * original can be told from the text. Cuts before a sequence that no longer fits.
 * Returns the bytes written without the NUL; *cut (may be NULL) says whether anything is missing.
 * out_size is in bytes and must be at least 1. */
size_t sk_utf8_printable(const char *text, size_t length, char *out, size_t out_size, bool *cut);

/* The same for a text that should be a label, and so ASCII: what is invisible (zero width, blanks
 * of other widths, fillers) and what looks like an ASCII character but is not one (Cyrillic, Greek,
 * wide and mathematical letters, other hyphens) becomes <U+200B>, so that the worker sees why a
 * label that looks right is refused. */
size_t sk_utf8_label(const char *text, size_t length, char *out, size_t out_size, bool *cut);

#endif
