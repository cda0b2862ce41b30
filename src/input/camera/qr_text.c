#include "input/camera/qr_text.h"

#include "input/camera/eci.h"

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

/* What one code is played with, beside its text. */
struct player {
    enum sk_charset encoding; /* of bytes that no character set was declared for */
    const char *charset;      /* declared; NULL: none was */
    bool fnc1;
    size_t undeclared; /* where in the text the bytes begin that are not settled yet */
    struct sk_symbol *symbol;
};

static enum sk_err put(struct sk_symbol *symbol, const void *bytes, size_t length) {
    if (length > SK_SYMBOL_TEXT_MAX - symbol->length) {
        return SK_ERR_FULL;
    }
    memcpy(symbol->text + symbol->length, bytes, length);
    symbol->length += length;
    return SK_OK;
}

/* Bytes as they were encoded, for the parity of a set (8.3). */
static void add_parity(struct sk_symbol *symbol, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        symbol->parity = (unsigned char)(symbol->parity ^ (unsigned char)bytes[i]);
    }
}

/* The bytes so far that nobody declared become UTF-8: what follows them is UTF-8 already. */
static enum sk_err settle(struct player *player) {
    return sk_charset_settle(player->symbol, player->undeclared, player->encoding);
}

static enum sk_err put_island(struct player *player, const char *charset, const char *bytes,
                              size_t length) {
    enum sk_err err = settle(player);
    if (!err) {
        err = sk_charset_put(player->symbol, charset, bytes, length);
        player->undeclared = player->symbol->length;
    }
    return err;
}

static enum sk_err put_char(struct sk_symbol *symbol, int byte) {
    char c = (char)byte;
    return put(symbol, &c, 1);
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

static enum sk_err play_bytes(struct bits *bits, int count, struct player *player) {
    char bytes[SK_SYMBOL_TEXT_MAX] = { 0 };
    if (count > SK_SYMBOL_TEXT_MAX || left(bits) / 8 < count) {
        return SK_ERR_INVALID;
    }
    for (int i = 0; i < count; i++) {
        bytes[i] = (char)take(bits, 8);
    }
    add_parity(player->symbol, bytes, (size_t)count);
    if (player->charset) {
        enum sk_err err = put_island(player, player->charset, bytes, (size_t)count);
        /* What was declared is not so, or nobody here knows it: better a guess than nothing. */
        if (err != SK_ERR_INVALID && err != SK_ERR_UNSUPPORTED) {
            return err;
        }
    }
    return put(player->symbol, bytes, (size_t)count);
}

static enum sk_err play_kanji(struct bits *bits, int count, struct player *player) {
    char bytes[SK_SYMBOL_TEXT_MAX] = { 0 };
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
    add_parity(player->symbol, bytes, (size_t)(2 * count));
    return put_island(player, "SHIFT_JIS", bytes, (size_t)(2 * count));
}

static enum sk_err take_charset(struct bits *bits, struct player *player) {
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
    player->charset = sk_eci_charset(number); /* one that nobody knows says nothing */
    return SK_OK;
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

static enum sk_err play_segment(struct bits *bits, int mode, int version, struct player *player) {
    struct sk_symbol *symbol = player->symbol;
    int width = count_bits(mode, version);
    if (left(bits) < width) {
        return SK_ERR_INVALID;
    }
    int count = take(bits, width);
    size_t begin = symbol->length;
    enum sk_err err = SK_OK;
    switch (mode) {
    case MODE_NUMERIC:
        err = play_numeric(bits, count, symbol);
        add_parity(symbol, symbol->text + begin, symbol->length - begin);
        return err;
    case MODE_ALPHANUMERIC:
        err = play_alphanumeric(bits, count, player->fnc1, symbol);
        add_parity(symbol, symbol->text + begin, symbol->length - begin);
        return err;
    case MODE_BYTE:
        return play_bytes(bits, count, player);
    default:
        return play_kanji(bits, count, player);
    }
}

/* Number and total, each less 1, and the parity of the whole text. */
static enum sk_err take_sequence(struct bits *bits, struct sk_symbol_sequence *sequence) {
    if (left(bits) < 16) {
        return SK_ERR_INVALID;
    }
    sequence->index = (unsigned char)(take(bits, 4) + 1);
    sequence->count = (unsigned char)(take(bits, 4) + 1);
    sequence->id = (unsigned)take(bits, 8);
    return sequence->index <= sequence->count ? SK_OK : SK_ERR_INVALID;
}

static enum sk_err play(struct bits *bits, int mode, int version, struct player *player) {
    switch (mode) {
    case MODE_END:
        bits->at = bits->count;
        return SK_OK;
    case MODE_APPEND:
        return take_sequence(bits, &player->symbol->sequence);
    case MODE_FNC1_FIRST:
        player->symbol->gs1 = player->fnc1 = true;
        return SK_OK;
    case MODE_FNC1_SECOND:
        if (left(bits) < 8) {
            return SK_ERR_INVALID;
        }
        take(bits, 8);
        player->fnc1 = true;
        return SK_OK;
    case MODE_ECI:
        return take_charset(bits, player);
    case MODE_NUMERIC:
    case MODE_ALPHANUMERIC:
    case MODE_BYTE:
    case MODE_KANJI:
        return play_segment(bits, mode, version, player);
    default:
        return SK_ERR_UNSUPPORTED;
    }
}

enum sk_err sk_qr_text(const uint8_t *data, int length, int version, enum sk_charset encoding,
                       struct sk_symbol *symbol) {
    struct bits bits = { .data = data, .count = 8 * length };
    struct player player = { .encoding = encoding, .symbol = symbol };
    symbol->length = 0;
    symbol->gs1 = false;
    symbol->sequence = (struct sk_symbol_sequence){ 0 };
    symbol->parity = 0;
    symbol->is_raw = false;
    while (left(&bits) >= 4) {
        enum sk_err err = play(&bits, take(&bits, 4), version, &player);
        if (err) {
            return err;
        }
    }
    if (symbol->length == 0) {
        return SK_ERR_INVALID;
    }
    symbol->text[symbol->length] = '\0';
    /* A character may begin in one part of a set and end in the next. */
    symbol->is_raw = symbol->sequence.count > 1 && player.undeclared == 0;
    return symbol->is_raw ? SK_OK : settle(&player);
}
