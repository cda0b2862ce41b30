/* qr_code.h — from the modules of a QR code (ISO/IEC 18004, model 2, versions 1 to 40) to its
 * text. Pure but for iconv(3), which turns declared character sets into UTF-8. */
#ifndef SK_INPUT_CAMERA_QR_CODE_H
#define SK_INPUT_CAMERA_QR_CODE_H

#include "base/err.h"
#include "input/camera/charset.h"
#include "input/camera/symbol.h"

#include <stdint.h>

#define SK_QR_SIDE_MIN 21
#define SK_QR_SIDE_MAX 177

struct sk_qr_grid {
    int side;                                      /* modules; 21, 25, … 177 */
    uint8_t dark[SK_QR_SIDE_MAX * SK_QR_SIDE_MAX]; /* side * side, row by row; 1 is dark */
};

/* Where the alignment patterns lie: coordinates of their centres, the same for rows and columns.
 * Returns how many, 0 for version 1, at most 7. */
int sk_qr_alignment(int side, int centre[7]);

/* What a module must be whatever is encoded: 1 dark, 0 light, -1 free. Finder, timing and
 * alignment patterns with their separators. */
int sk_qr_fixed(int side, int x, int y);

/* The version a 18-bit version information spells, with up to 3 wrong bits; 0 for none. */
int sk_qr_version_of(unsigned bits);

/* Reads the text into symbol, all but its outline. Corrects errors, as many as the standard allows
 * without risk of a wrong read (table 9). All becomes UTF-8, what has no declared character set by
 * charset.h; but a part of a set that declares nothing keeps its bytes (is_raw), as a character
 * may begin in one part and end in the next.
 * Errors: SK_ERR_INVALID (not a code, or too much of it is wrong), SK_ERR_UNSUPPORTED (a mode that
 * is not read), SK_ERR_FULL. symbol is then undefined. Thread: any. */
enum sk_err sk_qr_read(const struct sk_qr_grid *grid, enum sk_charset encoding,
                       struct sk_symbol *symbol);

#endif
