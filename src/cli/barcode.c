#include "cli/barcode.h"

#include "input/camera/linear.h" /* the alphabet, which the decoder has, too */

#include <string.h>

enum { START_B = 104, STOP = 106, MODULUS = 103 };

static void add(struct sk_barcode *code, int symbol) {
    for (const char *width = sk_code128_widths(symbol); *width; width++) {
        code->widths[code->count++] = (uint8_t)(*width - '0');
        code->modules += *width - '0';
    }
}

enum sk_err sk_barcode_encode(const char *text, struct sk_barcode *out) {
    struct sk_barcode code = { .count = 0 };
    size_t length = strlen(text);
    if (length == 0 || length > SK_BARCODE_TEXT_MAX) {
        return SK_ERR_INVALID;
    }
    int check = START_B;
    add(&code, START_B);
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x20 || text[i] > 0x7E) {
            return SK_ERR_INVALID;
        }
        int symbol = text[i] - 0x20;
        check = (check + symbol * (int)(i + 1)) % MODULUS;
        add(&code, symbol);
    }
    add(&code, check);
    add(&code, STOP); /* has one bar more than the others */
    *out = code;
    return SK_OK;
}
