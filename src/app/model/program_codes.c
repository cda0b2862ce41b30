#include "app/model/program_codes.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"

#include <stdbool.h>
#include <string.h>

const char *sk_program_family(size_t index) {
    const char *last = NULL;
    for (size_t i = 0; i < sk_program_code_count; i++) {
        const char *family = sk_program_codes[i].family;
        bool is_next = !last || strcmp(last, family) != 0;
        last = family;
        if (is_next && index-- == 0) {
            return family;
        }
    }
    return NULL;
}

const struct sk_program_code *sk_program_next(const char *family, size_t *row) {
    while (*row < sk_program_code_count) {
        if (strcmp(sk_program_codes[*row].family, family) == 0) {
            return &sk_program_codes[*row];
        }
        ++*row;
    }
    return NULL;
}

const char *sk_program_what_text(enum sk_program_what what) {
    static const char *const texts[] = {
        [SK_PROGRAM_DEFAULTS] = SK_N("Factory settings"),
        [SK_PROGRAM_HID_POS] = SK_N("USB barcode scanner (HID POS)"),
        [SK_PROGRAM_SERIAL] = SK_N("USB serial line"),
        [SK_PROGRAM_CR] = SK_N("Return (CR) after each code"),
        [SK_PROGRAM_SEE] = SK_N("Look in its manual:"),
    };
    return SK_AT(texts, what);
}
