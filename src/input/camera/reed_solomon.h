/* reed_solomon.h — corrects errors in a block of bytes over GF(256) with the polynomial
 * x^8 + x^4 + x^3 + x^2 + 1 and the roots a^0, a^1, …, as QR codes use it (ISO/IEC 18004, 7.5).
 * Pure. */
#ifndef SK_INPUT_CAMERA_REED_SOLOMON_H
#define SK_INPUT_CAMERA_REED_SOLOMON_H

#include <stdint.h>

#define SK_RS_CHECK_MAX 68

/* bytes[0 .. length): data, then `check` check bytes (2 to SK_RS_CHECK_MAX, length at most 255).
 * Corrects in place up to `most` errors. Returns how many were corrected, or -1 when there are
 * more; bytes are then as they were. Thread: any. */
int sk_rs_correct(uint8_t *bytes, int length, int check, int most);

#endif
