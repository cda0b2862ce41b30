/* barcode.h — draws text as Code 128 (ISO/IEC 15417), code set B. Pure. */
#ifndef SK_CLI_BARCODE_H
#define SK_CLI_BARCODE_H

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

/* Errors: SK_ERR_INVALID (empty, longer than SK_BARCODE_TEXT_MAX, or a character outside 0x20 to
 * 0x7E). *out untouched on error. */
enum sk_err sk_barcode_encode(const char *text, struct sk_barcode *out);

#endif
