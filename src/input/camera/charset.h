/* charset.h — what the bytes of a two-dimensional code mean where the code does not say it.
 *
 * A QR code may declare its character set, and most do not: phones write UTF-8, printers whatever
 * the country uses. Bytes that nobody declared are taken as UTF-8 if they are valid UTF-8, which
 * other texts hardly ever are by chance, and else as the settings say. Pure but for iconv(3). */
#ifndef SK_INPUT_CAMERA_CHARSET_H
#define SK_INPUT_CAMERA_CHARSET_H

#include "base/err.h"
#include "input/camera/symbol.h"

#include <stdbool.h>
#include <stddef.h>

enum sk_charset {
    SK_CHARSET_AUTO, /* by the language; a decoder takes it as Latin-1 */
    SK_CHARSET_LATIN1,
    SK_CHARSET_GB18030,
    SK_CHARSET_BIG5,
    SK_CHARSET_SHIFT_JIS,
    SK_CHARSET_EUC_KR,
};

/* "auto", "latin1", "gb18030", "big5", "shift_jis", "euc_kr", in the order of the enum, as a
 * setting wants them; NULL behind the last. Static. */
extern const char *const sk_charset_words[];

/* False: none of these words; *out is untouched. */
bool sk_charset_parse(const char *word, enum sk_charset *out);

/* What AUTO means in a language (base/language.h): GB18030 in "zh_CN", Shift_JIS in "ja", else
 * Latin-1. Any other encoding stays. */
enum sk_charset sk_charset_in(enum sk_charset encoding, const char *language);

/* Appends bytes, which are in a character set that iconv(3) knows, to symbol->text as UTF-8.
 * Errors: SK_ERR_UNSUPPORTED (no such set), SK_ERR_INVALID (not valid in it), SK_ERR_FULL; the
 * symbol is then unchanged. */
enum sk_err sk_charset_put(struct sk_symbol *symbol, const char *charset, const char *bytes,
                           size_t length);

/* Turns text from the byte `from` on, which nobody declared, into UTF-8. What is no text of the
 * encoding either is taken as Latin-1, in which every byte is a character.
 * Errors: SK_ERR_FULL; the text is then unchanged. */
enum sk_err sk_charset_settle(struct sk_symbol *symbol, size_t from, enum sk_charset encoding);

#endif
