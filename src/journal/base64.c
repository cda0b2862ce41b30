#include "journal/base64.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void sk_base64_write(const uint8_t *bytes, size_t length, char *out) {
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t group = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? bytes[i + 2] : 0U);
        *out++ = digits[group >> 18];
        *out++ = digits[group >> 12 & 63];
        *out++ = left > 1 ? digits[group >> 6 & 63] : '=';
        *out++ = left > 2 ? digits[group & 63] : '=';
    }
    *out = '\0';
}

static bool take_digit(char c, uint32_t *group) {
    const char *at = c ? strchr(digits, c) : NULL;
    *group = *group << 6 | (at ? (uint32_t)(at - digits) : 0);
    return at != NULL;
}

bool sk_base64_read(const char *text, size_t text_length, uint8_t *out, size_t length) {
    if (text_length != SK_BASE64_SIZE(length) - 1) {
        return false;
    }
    for (size_t i = 0; i < length; i += 3, text += 4) {
        size_t left = length - i < 3 ? length - i : 3;
        uint32_t group = 0;
        for (size_t at = 0; at < 4; at++) {
            bool is_padding = at > left;
            if (is_padding ? text[at] != '=' : !take_digit(text[at], &group)) {
                return false;
            }
            group <<= is_padding ? 6 : 0;
        }
        for (size_t at = 0; at < left; at++) {
            out[i + at] = (uint8_t)(group >> (16 - 8 * at));
        }
        if ((group & ((1U << (8 * (3 - left))) - 1)) != 0) {
            return false;
        }
    }
    return true;
}
