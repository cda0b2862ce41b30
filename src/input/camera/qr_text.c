#include "input/camera/qr_text.h"

#include "base/util.h"

#include <iconv.h>
#include <string.h>

enum mode {
    MODE_END = 0,
    MODE_NUMERIC = 1,
    MODE_ALPHANUMERIC = 2,
    MODE_APPEND = 3, /* one of several codes that belong together */
    MODE_BYTE = 4,
    MODE_FNC1_FIRST = 5,
    MODE_ECI = 7,
    MODE_KANJI = 8,
    MODE_FNC1_SECOND = 9,
};

struct bits {
    const uint8_t *data;
    int count;
    int at;
};

static int left(const struct bits *bits) {
    return bits->count - bits->at;
}

/* The next n bits; the caller has seen that they are there. */
static int take(struct bits *bits, int n) {
    int value = 0;
    for (int i = 0; i < n; i++, bits->at++) {
        value = value << 1 | (bits->data[bits->at / 8] >> (7 - bits->at % 8) & 1);
    }
    return value;
}

static enum sk_err put(struct sk_symbol *symbol, const void *bytes, size_t length) {
    if (length > SK_SYMBOL_TEXT_MAX - symbol->length) {
        return SK_ERR_FULL;
    }
    memcpy(symbol->text + symbol->length, bytes, length);
    symbol->length += length;
    return SK_OK;
}

static enum sk_err put_char(struct sk_symbol *symbol, int byte) {
    char c = (char)byte;
    return put(symbol, &c, 1);
}

/* Character sets by their number in an extended channel interpretation (AIM ECI, part 3). 2 and
 * below are code page 437 and ISO 8859-1 by an older numbering. */
static const struct {
    int number;
    const char *name;
} charsets[] = {
    { 0, "CP437" },       { 1, "ISO8859-1" },   { 2, "CP437" },       { 3, "ISO8859-1" },
    { 4, "ISO8859-2" },   { 5, "ISO8859-3" },   { 6, "ISO8859-4" },   { 7, "ISO8859-5" },
    { 8, "ISO8859-6" },   { 9, "ISO8859-7" },   { 10, "ISO8859-8" },  { 11, "ISO8859-9" },
    { 12, "ISO8859-10" }, { 13, "ISO8859-11" }, { 15, "ISO8859-13" }, { 16, "ISO8859-14" },
    { 17, "ISO8859-15" }, { 18, "ISO8859-16" }, { 20, "SHIFT_JIS" },  { 21, "CP1250" },
    { 22, "CP1251" },     { 23, "CP1252" },     { 24, "CP1256" },     { 25, "UTF-16BE" },
    { 26, "UTF-8" },      { 27, "ASCII" },      { 28, "BIG5" },       { 29, "GB18030" },
    { 30, "EUC-KR" },
};

static enum sk_err put_converted(struct sk_symbol *symbol, const char *charset, char *bytes,
                                 size_t length) {
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1) {
        return SK_ERR_UNSUPPORTED;
    }
    char *from = bytes;
    char *to = symbol->text + symbol->length;
    size_t room = SK_SYMBOL_TEXT_MAX - symbol->length;
    size_t result = iconv(converter, &from, &length, &to, &room);
    iconv_close(converter);
    if (result == (size_t)-1) {
        return room < 4 ? SK_ERR_FULL : SK_ERR_INVALID;
    }
    symbol->length = (size_t)(to - symbol->text);
    return SK_OK;
}

static enum sk_err play_numeric(struct bits *bits, int count, struct sk_symbol *symbol) {
    static const int width[4] = { 0, 4, 7, 10 };
    static const int limit[4] = { 0, 10, 100, 1000 };
    while (count > 0) {
        int digits = count < 3 ? count : 3;
        if (left(bits) < width[digits]) {
            return SK_ERR_INVALID;
        }
        int value = take(bits, width[digits]);
        if (value >= limit[digits]) {
            return SK_ERR_INVALID;
        }
        for (int unit = limit[digits] / 10; unit > 0; unit /= 10) {
            enum sk_err err = put_char(symbol, '0' + value / unit % 10);
            if (err) {
                return err;
            }
        }
        count -= digits;
    }
    return SK_OK;
}

/* With FNC1 '%' stands for the separator GS and "%%" for itself (7.4.8.3). */
static void undo_percent(struct sk_symbol *symbol, size_t begin) {
    size_t to = begin;
    for (size_t from = begin; from < symbol->length; from++) {
        char c = symbol->text[from];
        if (c == '%') {
            if (from + 1 < symbol->length && symbol->text[from + 1] == '%') {
                from++;
            } else {
                c = 0x1d;
            }
        }
        symbol->text[to++] = c;
    }
    symbol->length = to;
}

static enum sk_err play_alphanumeric(struct bits *bits, int count, bool fnc1,
                                     struct sk_symbol *symbol) {
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    size_t begin = symbol->length;
    while (count > 0) {
        int pair = count >= 2 ? 2 : 1;
        if (left(bits) < (pair == 2 ? 11 : 6)) {
            return SK_ERR_INVALID;
        }
        int value = take(bits, pair == 2 ? 11 : 6);
        if (value >= (pair == 2 ? 45 * 45 : 45)) {
            return SK_ERR_INVALID;
        }
        enum sk_err err = pair == 2 ? put_char(symbol, characters[value / 45]) : SK_OK;
        if (!err) {
            err = put_char(symbol, characters[value % 45]);
        }
        if (err) {
            return err;
        }
        count -= pair;
    }
    if (fnc1) {
        undo_percent(symbol, begin);
    }
    return SK_OK;
}

static enum sk_err play_bytes(struct bits *bits, int count, const char *charset,
                              struct sk_symbol *symbol) {
    char bytes[SK_SYMBOL_TEXT_MAX];
    if (count > SK_SYMBOL_TEXT_MAX || left(bits) / 8 < count) {
        return SK_ERR_INVALID;
    }
    for (int i = 0; i < count; i++) {
        bytes[i] = (char)take(bits, 8);
    }
    return charset ? put_converted(symbol, charset, bytes, (size_t)count)
                   : put(symbol, bytes, (size_t)count);
}

static enum sk_err play_kanji(struct bits *bits, int count, struct sk_symbol *symbol) {
    char bytes[SK_SYMBOL_TEXT_MAX];
    if (2 * count > SK_SYMBOL_TEXT_MAX || left(bits) / 13 < count) {
        return SK_ERR_INVALID;
    }
    for (int i = 0; i < count; i++) {
        int value = take(bits, 13);
        value = value / 0xc0 << 8 | value % 0xc0;
        value += value < 0x1f00 ? 0x8140 : 0xc140;
        bytes[2 * i] = (char)(value >> 8);
        bytes[2 * i + 1] = (char)value;
    }
    return put_converted(symbol, "SHIFT_JIS", bytes, (size_t)(2 * count));
}

static enum sk_err take_charset(struct bits *bits, const char **charset) {
    /* One byte to 127, two to 16383, three beyond; the leading bits tell. */
    if (left(bits) < 8) {
        return SK_ERR_INVALID;
    }
    int number = take(bits, 8);
    if (number & 0x80) {
        int more = number & 0x40 ? 16 : 8;
        if (left(bits) < more) {
            return SK_ERR_INVALID;
        }
        number = (number & (more == 16 ? 0x1f : 0x3f)) << more | take(bits, more);
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(charsets); i++) {
        if (charsets[i].number == number) {
            *charset = charsets[i].name;
            return SK_OK;
        }
    }
    return SK_ERR_UNSUPPORTED;
}

/* Bits of the count of characters (table 3). */
static int count_bits(int mode, int version) {
    static const int width[3][3] = { { 10, 9, 8 }, { 12, 11, 16 }, { 14, 13, 16 } };
    int size = version < 10 ? 0 : version < 27 ? 1 : 2;
    switch (mode) {
    case MODE_NUMERIC:
        return width[size][0];
    case MODE_ALPHANUMERIC:
        return width[size][1];
    case MODE_BYTE:
        return width[size][2];
    default: /* Kanji */
        return 8 + 2 * size;
    }
}

static enum sk_err play_segment(struct bits *bits, int mode, int version, bool fnc1,
                                const char *charset, struct sk_symbol *symbol) {
    int width = count_bits(mode, version);
    if (left(bits) < width) {
        return SK_ERR_INVALID;
    }
    int count = take(bits, width);
    switch (mode) {
    case MODE_NUMERIC:
        return play_numeric(bits, count, symbol);
    case MODE_ALPHANUMERIC:
        return play_alphanumeric(bits, count, fnc1, symbol);
    case MODE_BYTE:
        return play_bytes(bits, count, charset, symbol);
    default:
        return play_kanji(bits, count, symbol);
    }
}

enum sk_err sk_qr_text(const uint8_t *data, int length, int version, struct sk_symbol *symbol) {
    struct bits bits = { .data = data, .count = 8 * length };
    const char *charset = NULL;
    bool fnc1 = false;
    symbol->length = 0;
    symbol->gs1 = false;
    while (left(&bits) >= 4) {
        enum sk_err err = SK_OK;
        int mode = take(&bits, 4);
        switch (mode) {
        case MODE_END:
            bits.at = bits.count;
            break;
        case MODE_APPEND:
            /* Number, total and parity. The text of this part alone is what was scanned. */
            err = left(&bits) < 16 ? SK_ERR_INVALID : SK_OK;
            if (!err) {
                take(&bits, 16);
            }
            break;
        case MODE_FNC1_FIRST:
            symbol->gs1 = fnc1 = true;
            break;
        case MODE_FNC1_SECOND:
            err = left(&bits) < 8 ? SK_ERR_INVALID : SK_OK;
            if (!err) {
                take(&bits, 8);
                fnc1 = true;
            }
            break;
        case MODE_ECI:
            err = take_charset(&bits, &charset);
            break;
        case MODE_NUMERIC:
        case MODE_ALPHANUMERIC:
        case MODE_BYTE:
        case MODE_KANJI:
            err = play_segment(&bits, mode, version, fnc1, charset, symbol);
            break;
        default:
            err = SK_ERR_UNSUPPORTED;
            break;
        }
        if (err) {
            return err;
        }
    }
    symbol->text[symbol->length] = '\0';
    return symbol->length > 0 ? SK_OK : SK_ERR_INVALID;
}
