/* data_matrix_text.h — the data codewords of a Data Matrix played as text (ISO/IEC 16022, 5.2). */
#ifndef SK_INPUT_CAMERA_DATA_MATRIX_TEXT_H
#define SK_INPUT_CAMERA_DATA_MATRIX_TEXT_H

#include "base/err.h"
#include "input/camera/charset.h"
#include "input/camera/symbol.h"

#include <stdint.h>

/* Writes all of symbol but its symbology, votes and outline. All becomes UTF-8, what has no
 * declared character set by charset.h; but a part of a set that declares nothing keeps its bytes
 * (is_raw). A message to the reader itself has the use PROGRAM. *used: codewords that were played;
 * those after it only pad. Errors: SK_ERR_INVALID (codewords that mean nothing, or no text),
 * SK_ERR_FULL; symbol is then undefined. Thread: any. Pure but for iconv(3). */
enum sk_err sk_data_matrix_text(const uint8_t *data, int count, enum sk_charset encoding,
                                struct sk_symbol *symbol, int *used);

/* Whether the codewords from `used` on are what pads a symbol. Pure. */
bool sk_data_matrix_is_padded(const uint8_t *data, int count, int used);

#endif
