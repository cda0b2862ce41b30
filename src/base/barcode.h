/* barcode.h — the alphabet of Code 128 (ISO/IEC 15417), and a text drawn with it, code set B. Pure.
 */
#ifndef SK_BASE_BARCODE_H
#define SK_BASE_BARCODE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Characters of one barcode; longer ones would not fit a card. */
#define SK_BARCODE_TEXT_MAX 40
/* Start, text, check and stop (one element more), six elements each. */
#define SK_BARCODE_ELEMENTS_MAX ((SK_BARCODE_TEXT_MAX + 3) * 6 + 1)

struct sk_barcode {
    uint8_t widths[SK_BARCODE_ELEMENTS_MAX]; /* in modules: bar, space, bar, … */
    size_t count;                            /* of elements; odd, begins and ends with a bar */
    int32_t modules;                         /* sum of the widths, without quiet zones */
};

/* The widths of the bars and spaces of a symbol of Code 128 in modules, as digits, a bar first:
 * "212222" for 0. Static; NULL where there is no such symbol (0 to 106). */
const char *sk_barcode_widths(int value);

/* Errors: SK_ERR_INVALID (empty, longer than SK_BARCODE_TEXT_MAX, or a character outside 0x20 to
 * 0x7E). *out untouched on error. */
enum sk_err sk_barcode_encode(const char *text, struct sk_barcode *out);

#endif
