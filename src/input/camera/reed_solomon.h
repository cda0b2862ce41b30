/* reed_solomon.h — corrects errors in a block of bytes over GF(256). Pure. */
#ifndef SK_INPUT_CAMERA_REED_SOLOMON_H
#define SK_INPUT_CAMERA_REED_SOLOMON_H

#include <stdint.h>

#define SK_RS_CHECK_MAX 68

/* The field and the roots of the generator. */
enum sk_rs_code {
    SK_RS_QR,          /* x^8 + x^4 + x^3 + x^2 + 1; a^0, a^1, … (ISO/IEC 18004, 7.5) */
    SK_RS_DATA_MATRIX, /* x^8 + x^5 + x^3 + x^2 + 1; a^1, a^2, … (ISO/IEC 16022, 5.7) */
};

/* bytes[0 .. length): data, then `check` check bytes (2 to SK_RS_CHECK_MAX, length at most 255).
 * Corrects in place up to `most` errors. Returns how many were corrected, or -1 when there are
 * more; bytes are then as they were. Thread: any. */
int sk_rs_correct(enum sk_rs_code code, uint8_t *bytes, int length, int check, int most);

#endif
