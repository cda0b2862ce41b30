#include "pairing/full_ascii.h"

#include <string.h>

/* By the letter after the shift character, A to Z; '\0' where there is no pair. */
static const char *meanings(char shift) {
    switch (shift) {
    case '$':
        return "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14"
               "\x15\x16\x17\x18\x19\x1a";
    case '%':
        return "\x1b\x1c\x1d\x1e\x1f;<=>?[\\]^_{|}~\x7f\0@`\x7f\x7f\x7f";
    case '/':
        return "!\"#$%&'()*+,-./0123456789:";
    case '+':
        return "abcdefghijklmnopqrstuvwxyz";
    default:
        return NULL;
    }
}

/* The others of the 43 characters that a symbol holds. */
static bool is_single(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == ' ';
}

bool sk_full_ascii(const char *text, size_t length, char *out, size_t *out_length) {
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        const char *pairs = meanings(text[i]);
        out[written] = text[i];
        if (pairs) {
            char letter = i + 1 < length ? text[++i] : '\0';
            if (letter < 'A' || letter > 'Z' || pairs[letter - 'A'] == '\0') {
                return false;
            }
            out[written] = pairs[letter - 'A'];
        } else if (!is_single(text[i])) {
            return false;
        }
        written++;
    }
    *out_length = written;
    return written < length;
}
