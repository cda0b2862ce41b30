#include "base/utf8.h"

#include <string.h>

size_t sk_utf8_decode(const char *text, size_t length, uint32_t *code_point) {
    static const uint32_t smallest[5] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (length == 0) {
        return 0;
    }
    unsigned char first = (unsigned char)text[0];
    size_t need = first < 0x80             ? 1
                  : (first & 0xE0) == 0xC0 ? 2
                  : (first & 0xF0) == 0xE0 ? 3
                  : (first & 0xF8) == 0xF0 ? 4
                                           : 0;
    if (need == 0 || need > length) {
        return 0;
    }
    uint32_t value = need == 1 ? first : first & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        unsigned char next = (unsigned char)text[i];
        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        value = (value << 6) | (next & 0x3Fu);
    }
    if (value < smallest[need] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return 0;
    }
    *code_point = value;
    return need;
}

size_t sk_utf8_cut(const char *text, size_t length) {
    size_t start = length;
    /* A sequence is at most four bytes, so its first byte is among the last three. */
    while (start > 0 && length - start < 4) {
        start--;
        unsigned char byte = (unsigned char)text[start];
        if ((byte & 0xC0) != 0x80) {
            uint32_t ignored = 0;
            return sk_utf8_decode(text + start, length - start, &ignored) ? length : start;
        }
    }
    return length;
}

static bool is_printable(uint32_t c) {
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
        return false;
    }
    /* Line and paragraph separator; embeddings, overrides and isolates (they reorder what is
     * around them, so that a label could show other characters than it has); BOM; no character. */
    if (c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0xFEFF ||
        (c & 0xFFFE) == 0xFFFE) {
        return false;
    }
    return true;
}

bool sk_utf8_is_printable(const char *text, size_t length) {
    for (size_t i = 0; i < length;) {
        uint32_t c = 0;
        size_t bytes = sk_utf8_decode(text + i, length - i, &c);
        if (bytes == 0 || !is_printable(c)) {
            return false;
        }
        i += bytes;
    }
    return true;
}

size_t sk_utf8_printable(const char *text, size_t length, char *out, size_t out_size, bool *cut) {
    static const char hex[] = "0123456789ABCDEF";
    size_t used = 0;
    size_t i = 0;
    while (i < length) {
        uint32_t c = 0;
        size_t bytes = sk_utf8_decode(text + i, length - i, &c);
        char escaped[16];
        const char *piece = text + i;
        size_t piece_length = bytes;
        if (bytes == 0 || !is_printable(c) || c == '\\') {
            bytes = bytes == 0 ? 1 : bytes;
            piece = escaped;
            piece_length = 0;
            if (c == '\\') {
                escaped[piece_length++] = '\\';
                escaped[piece_length++] = '\\';
            } else {
                for (size_t k = 0; k < bytes; k++) {
                    unsigned char byte = (unsigned char)text[i + k];
                    escaped[piece_length++] = '\\';
                    escaped[piece_length++] = 'x';
                    escaped[piece_length++] = hex[byte >> 4];
                    escaped[piece_length++] = hex[byte & 15];
                }
            }
        }
        if (used + piece_length + 1 > out_size) {
            break;
        }
        memcpy(out + used, piece, piece_length);
        used += piece_length;
        i += bytes;
    }
    out[used] = '\0';
    if (cut) {
        *cut = i < length;
    }
    return used;
}
