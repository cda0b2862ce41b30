#include "sheet/heading.h"

#include "base/utf8.h"
#include "sheet/sheet.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_punctuation(uint32_t c) {
    return (c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) ||
           (c >= 0x2010 && c <= 0x2027) || (c >= 0x3001 && c <= 0x3011) || c == 0x2116; /* № */
}

void sk_heading_key(const char *text, size_t length, char key[SK_HEADING_SIZE]) {
    size_t used = 0;
    for (size_t at = 0; at < length;) {
        uint32_t c = 0;
        size_t bytes = sk_utf8_decode(text + at, length - at, &c);
        size_t taken = bytes > 0 ? bytes : 1;
        if (c >= 0xFF01 && c <= 0xFF5E) {
            c -= 0xFF01 - 0x21;
            bytes = 1;
        }
        c = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
        bool is_dropped = bytes == 0 || is_punctuation(c) || text[at] == '\n' ||
                          sk_sheet_blank(text + at, length - at) > 0;
        if (!is_dropped && used + bytes < SK_HEADING_SIZE) {
            if (bytes == 1) {
                key[used] = (char)c;
            } else {
                memcpy(key + used, text + at, bytes);
            }
            used += bytes;
        } else if (!is_dropped) {
            used = 0; /* too long */
            break;
        }
        at += taken;
    }
    key[used] = '\0';
}

bool sk_heading_is_one_of(const char *text, const char *const *words) {
    char key[SK_HEADING_SIZE];
    sk_heading_key(text, strlen(text), key);
    for (size_t i = 0; key[0] && words[i]; i++) {
        if (strcmp(key, words[i]) == 0) {
            return true;
        }
    }
    return false;
}
