/* code128_text.h — from Code 128 character values to text: checks the check character and plays
 * the code sets A, B and C, shifts, and FNC1 to FNC4 (ISO/IEC 15417, 4.3 and annex). */
#ifndef SK_INPUT_CAMERA_CODE128_TEXT_H
#define SK_INPUT_CAMERA_CODE128_TEXT_H

#include "base/err.h"
#include "input/camera/symbol.h"

#include <stdbool.h>
#include <stddef.h>

/* code[0] is the start (103 to 105), code[count - 1] the stop (106), the one before it the check
 * character. FNC1 in first place sets *gs1 and writes nothing, elsewhere it writes 0x1d; FNC4
 * makes ISO 8859-1 characters, which are written as UTF-8; FNC2 and FNC3 write nothing and say in
 * *use that the text is not to be taken alone, or not at all. At least two characters of data are
 * asked for: shorter reads are chance.
 * Errors: SK_ERR_INVALID (wrong check character or order), SK_ERR_FULL (out_size bytes with the
 * final NUL do not suffice); *length is then untouched. Thread: any. */
enum sk_err sk_code128_text(const int *code, int count, char *out, size_t out_size, size_t *length,
                            bool *gs1, enum sk_symbol_use *use);

#endif
