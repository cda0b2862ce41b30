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
     * around them, so that a label could show other characters than it has); BOM;
     * non-characters. */
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

struct code_points {
    uint32_t first;
    uint32_t last;
};

/* In order. Invisible: Unicode's default ignorable code points and its blanks (property lists
 * DerivedCoreProperties and White_Space). Look-alikes: the blocks whose letters stand for ASCII
 * ones in UTS #39's confusables; Latin letters with marks are told apart by eye. */
static const struct code_points not_as_it_looks[] = {
    { 0x00A0, 0x00A0 },   { 0x00AD, 0x00AD },   { 0x0131, 0x0131 },   { 0x017F, 0x02AF },
    { 0x034F, 0x034F },   { 0x0370, 0x058F },   { 0x061C, 0x061C },   { 0x115F, 0x1160 },
    { 0x13A0, 0x13FF },   { 0x1680, 0x1680 },   { 0x17B4, 0x17B5 },   { 0x180B, 0x180F },
    { 0x1C80, 0x1C8F },   { 0x1D00, 0x1D7F },   { 0x2000, 0x2015 },   { 0x2024, 0x2024 },
    { 0x2028, 0x202F },   { 0x2039, 0x203A },   { 0x2043, 0x2044 },   { 0x2052, 0x2052 },
    { 0x205F, 0x206F },   { 0x2100, 0x214F },   { 0x2160, 0x217F },   { 0x2212, 0x2212 },
    { 0x2215, 0x2217 },   { 0x2223, 0x2223 },   { 0x2236, 0x2236 },   { 0x2796, 0x2796 },
    { 0x2C80, 0x2CFF },   { 0x3000, 0x3000 },   { 0x3164, 0x3164 },   { 0xA640, 0xA69F },
    { 0xAB30, 0xABBF },   { 0xFE00, 0xFE0F },   { 0xFE58, 0xFE58 },   { 0xFE63, 0xFE63 },
    { 0xFEFF, 0xFEFF },   { 0xFF01, 0xFF5E },   { 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFC },
    { 0x10400, 0x104FF }, { 0x1D400, 0x1D7FF }, { 0x1F100, 0x1F1AF }, { 0xE0000, 0xE0FFF },
};

static bool is_as_it_looks(uint32_t c) {
    for (size_t i = 0; i < sizeof(not_as_it_looks) / sizeof(not_as_it_looks[0]); i++) {
        if (c <= not_as_it_looks[i].last) {
            return c < not_as_it_looks[i].first;
        }
    }
    return true;
}

/* "<U+200B>" */
static size_t write_code_point(uint32_t c, char out[16]) {
    static const char hex[] = "0123456789ABCDEF";
    size_t used = 0;
    memcpy(out, "<U+", 3);
    used = 3;
    for (int shift = c > 0xFFFFF ? 20 : c > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4) {
        out[used++] = hex[(c >> shift) & 15];
    }
    out[used++] = '>';
    return used;
}

static size_t write_bytes(const char *bytes, size_t count, char out[16]) {
    static const char hex[] = "0123456789ABCDEF";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        out[used++] = '\\';
        out[used++] = 'x';
        out[used++] = hex[byte >> 4];
        out[used++] = hex[byte & 15];
    }
    return used;
}

static size_t write_visibly(const char *text, size_t length, char *out, size_t out_size, bool *cut,
                            bool is_label) {
    size_t used = 0;
    size_t i = 0;
    while (i < length) {
        uint32_t c = 0;
        size_t bytes = sk_utf8_decode(text + i, length - i, &c);
        bool is_valid = bytes > 0;
        char escaped[16];
        const char *piece = escaped;
        size_t piece_length = 0;
        bytes = is_valid ? bytes : 1;
        if (is_valid && c == '\\') {
            memcpy(escaped, "\\\\", 2);
            piece_length = 2;
        } else if (is_valid && is_label && !is_as_it_looks(c)) {
            piece_length = write_code_point(c, escaped);
        } else if (!is_valid || !is_printable(c)) {
            piece_length = write_bytes(text + i, bytes, escaped);
        } else {
            piece = text + i;
            piece_length = bytes;
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

size_t sk_utf8_printable(const char *text, size_t length, char *out, size_t out_size, bool *cut) {
    return write_visibly(text, length, out, out_size, cut, false);
}

size_t sk_utf8_label(const char *text, size_t length, char *out, size_t out_size, bool *cut) {
    return write_visibly(text, length, out, out_size, cut, true);
}
