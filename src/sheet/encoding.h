/* encoding.h — what the outside world saved as text, as UTF-8.
 *
 * Spreadsheets save in UTF-8 with or without a byte order mark, in UTF-16 ("Unicode text"), and in
 * the code page of their country, which in China is GB18030 or a part of it. Which of them it is
 * must be guessed; what is not understood whole is refused, never guessed at. Pure. */
#ifndef SK_SHEET_ENCODING_H
#define SK_SHEET_ENCODING_H

#include "base/err.h"

#include <stdint.h>

/* Makes UTF-8 without a mark and without NUL bytes of length bytes, which are left as they are.
 * Owner:  *out (with a NUL behind *out_length bytes) is the caller's to free().
 * Errors: SK_ERR_INVALID (*line says in which line, from 1, 0: nowhere in particular; info is one
 *         sentence without the name of the file), SK_ERR_UNSUPPORTED (the system lacks the
 *         encoding), SK_ERR_NOMEM. Any thread. */
enum sk_err sk_encoding_to_utf8(const char *bytes, size_t length, char **out, size_t *out_length,
                                int64_t *line, struct sk_err_info *info);

#endif
