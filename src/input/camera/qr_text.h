/* qr_text.h — the data bytes of a QR code played as segments (ISO/IEC 18004, 7.4). */
#ifndef SK_INPUT_CAMERA_QR_TEXT_H
#define SK_INPUT_CAMERA_QR_TEXT_H

#include "base/err.h"
#include "input/camera/charset.h"
#include "input/camera/symbol.h"

#include <stdint.h>

/* Writes symbol->text, length, gs1, sequence, parity and is_raw. Errors as sk_qr_read()
 * (qr_code.h). Thread: any. */
enum sk_err sk_qr_text(const uint8_t *data, int length, int version, enum sk_charset encoding,
                       struct sk_symbol *symbol);

#endif
