#include "input/camera/data_matrix_text.h"

#include "input/camera/charset.h"
#include "input/camera/eci.h"

#include <stdbool.h>
#include <string.h>

enum codeword {
    CHARACTER_LAST = 128, /* 1 to 128: the character before it in ASCII */
    PAD = 129,
    PAIR_FIRST = 130, /* to 229: two digits */
    C40 = 230,
    BASE256 = 231,
    FNC1 = 232,
    APPEND = 233,
    PROGRAM_READER = 234,
    UPPER_SHIFT = 235,
    MACRO_05 = 236,
    MACRO_06 = 237,
    X12 = 238,
    TEXT = 239,
    EDIFACT = 240,
    ECI = 241,
    UNLATCH = 254, /* in C40, Text and X12 */
};

enum { GS = 0x1d };

struct dm_player {
    const uint8_t *data;
    int count;
    int at;
    int first; /* where FNC1 means GS1: after what tells of a sequence */
    struct sk_symbol *symbol;
    enum sk_charset encoding; /* of bytes that no character set was declared for */
    const char *charset;      /* declared; NULL: none was */
    bool is_declared;         /* one was, somewhere */
    size_t run;               /* where in the text the bytes begin that are to be converted */
    int shift;                /* in C40 and Text: the set of the next character */
    bool upper;               /* 128 is added to the next character */
};

static int left(const struct dm_player *player) {
    return player->count - player->at;
}

static enum sk_err put(struct dm_player *player, int byte) {
    struct sk_symbol *symbol = player->symbol;
    if (symbol->length >= SK_SYMBOL_TEXT_MAX) {
        return SK_ERR_FULL;
    }
    symbol->text[symbol->length++] = (char)byte;
    return SK_OK;
}

static enum sk_err put_text(struct dm_player *player, const char *text) {
    enum sk_err err = SK_OK;
    for (; *text && !err; text++) {
        err = put(player, *text);
    }
    return err;
}

/* A character that the upper shift may move. */
static enum sk_err put_character(struct dm_player *player, int character) {
    int byte = character + (player->upper ? 128 : 0);
    player->upper = false;
    return byte > 255 ? SK_ERR_INVALID : put(player, byte);
}

/* What was played since the last change of character set becomes UTF-8. What was declared and is
 * not so is taken as if nothing were declared: better a guess than nothing. */
static enum sk_err settle(struct dm_player *player) {
    struct sk_symbol *symbol = player->symbol;
    char bytes[SK_SYMBOL_TEXT_MAX];
    size_t length = symbol->length - player->run;
    enum sk_err err = SK_ERR_UNSUPPORTED;
    if (player->charset) {
        memcpy(bytes, symbol->text + player->run, length);
        symbol->length = player->run;
        err = sk_charset_put(symbol, player->charset, bytes, length);
    }
    if (err == SK_ERR_INVALID || err == SK_ERR_UNSUPPORTED) {
        if (player->charset) {
            memcpy(symbol->text + player->run, bytes, length);
            symbol->length = player->run + length;
        }
        err = sk_charset_settle(symbol, player->run, player->encoding);
    }
    player->run = symbol->length;
    return err;
}

/* 5.2.4.6: one to three codewords. */
static enum sk_err take_eci(struct dm_player *player) {
    int more = left(player) < 1                 ? 9
               : player->data[player->at] < 128 ? 0
               : player->data[player->at] < 192 ? 1
                                                : 2;
    if (left(player) < 1 + more) {
        return SK_ERR_INVALID;
    }
    const uint8_t *c = player->data + player->at;
    int number = c[0] - 1;
    if (more == 1) {
        number = (c[0] - 128) * 254 + c[1] - 1 + 127;
    } else if (more == 2) {
        number = (c[0] - 192) * 64516 + (c[1] - 1) * 254 + c[2] - 1 + 16383;
    }
    player->at += 1 + more;
    enum sk_err err = settle(player);
    player->charset = sk_eci_charset(number); /* one that nobody knows says nothing */
    player->is_declared = player->is_declared || player->charset;
    return err;
}

/* 5.6: four bits of the place less one, four of 17 less the count, two codewords of the file. */
static enum sk_err take_sequence(struct dm_player *player) {
    if (player->at != 1 || left(player) < 3) {
        return SK_ERR_INVALID;
    }
    const uint8_t *c = player->data + player->at;
    struct sk_symbol_sequence *sequence = &player->symbol->sequence;
    sequence->index = (unsigned char)((c[0] >> 4) + 1);
    sequence->count = (unsigned char)(17 - (c[0] & 15));
    sequence->id = (unsigned)c[1] << 8 | c[2];
    player->at += 3;
    player->first = player->at;
    return sequence->count >= 2 && sequence->count <= 16 && sequence->index <= sequence->count
               ? SK_OK
               : SK_ERR_INVALID;
}

/* First it means GS1; after one letter or two digits the application of an industry, which says
 * nothing of its own (5.2.4.7); later it is a separator. */
static enum sk_err play_fnc1(struct dm_player *player) {
    int before = player->at - 1 - player->first;
    if (before == 0) {
        player->symbol->gs1 = true;
        return SK_OK;
    }
    uint8_t c = player->data[player->first];
    bool is_letter = (c > 'A' && c <= 'Z' + 1) || (c > 'a' && c <= 'z' + 1);
    if (before == 1 && (is_letter || (c >= PAIR_FIRST && c < C40))) {
        return SK_OK;
    }
    return put(player, GS);
}

/* The characters that two codewords hold in C40, Text and X12. */
static bool take_three(struct dm_player *player, int value[3]) {
    int both = player->data[player->at] * 256 + player->data[player->at + 1] - 1;
    value[0] = both / 1600;
    value[1] = both / 40 % 40;
    value[2] = both % 40;
    player->at += 2;
    return both >= 0 && value[0] < 40;
}

/* Table 5. */
static enum sk_err play_c40(struct dm_player *player, int value, bool is_text) {
    static const char marks[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_";
    int set = player->shift;
    player->shift = 0;
    switch (set) {
    case 1:
        return value < 32 ? put_character(player, value) : SK_ERR_INVALID;
    case 2:
        if (value < 27) {
            return put_character(player, marks[value]);
        }
        if (value == 27) {
            return put(player, GS);
        }
        player->upper = true;
        return value == 30 ? SK_OK : SK_ERR_INVALID;
    case 3:
        if (value >= 32) {
            return SK_ERR_INVALID;
        }
        return put_character(player,
                             is_text && value >= 1 && value <= 26 ? 'A' + value - 1 : '`' + value);
    default:
        if (value < 3) {
            player->shift = value + 1;
            return SK_OK;
        }
        if (value == 3) {
            return put_character(player, ' ');
        }
        return put_character(player,
                             value < 14 ? '0' + value - 4 : (is_text ? 'a' : 'A') + value - 14);
    }
}

/* Table 7. */
static enum sk_err play_x12(struct dm_player *player, int value) {
    static const char first[] = "\r*> ";
    return put(player, value < 4 ? first[value] : value < 14 ? '0' + value - 4 : 'A' + value - 14);
}

static enum sk_err play_threes(struct dm_player *player, int mode) {
    player->shift = 0;
    /* A codeword that is left alone is ASCII without a latch. */
    while (left(player) >= 2) {
        int value[3];
        if (player->data[player->at] == UNLATCH) {
            player->at++;
            break;
        }
        if (!take_three(player, value)) {
            return SK_ERR_INVALID;
        }
        for (int i = 0; i < 3; i++) {
            enum sk_err err =
                mode == X12 ? play_x12(player, value[i]) : play_c40(player, value[i], mode == TEXT);
            if (err) {
                return err;
            }
        }
    }
    if (left(player) == 1 && player->data[player->at] == UNLATCH) {
        player->at++;
    }
    player->upper = false;
    return SK_OK;
}

/* Six bits a character, four in three codewords (5.2.8). */
static enum sk_err play_edifact(struct dm_player *player) {
    while (left(player) >= 3) {
        const uint8_t *c = player->data + player->at;
        unsigned four = (unsigned)c[0] << 16 | (unsigned)c[1] << 8 | c[2];
        for (int i = 0; i < 4; i++) {
            int value = (int)(four >> (18 - 6 * i) & 63);
            if (value == 31) { /* unlatch; what is left of its codeword says nothing */
                player->at += i < 3 ? i + 1 : 3;
                return SK_OK;
            }
            enum sk_err err = put(player, value & 32 ? value : value | 64);
            if (err) {
                return err;
            }
        }
        player->at += 3;
    }
    return SK_OK; /* one or two codewords that are left are ASCII */
}

/* Annex B.2: each byte of Base 256 was moved by a number that depends on its place. */
static int take_byte(struct dm_player *player) {
    int moved = player->data[player->at] - (149 * (player->at + 1) % 255 + 1);
    player->at++;
    return moved < 0 ? moved + 256 : moved;
}

static enum sk_err play_base256(struct dm_player *player) {
    if (left(player) < 1) {
        return SK_ERR_INVALID;
    }
    int length = take_byte(player);
    if (length == 0) {
        length = left(player);
    } else if (length > 249) {
        if (left(player) < 1) {
            return SK_ERR_INVALID;
        }
        length = (length - 249) * 250 + take_byte(player);
    }
    if (length > left(player)) {
        return SK_ERR_INVALID;
    }
    enum sk_err err = SK_OK;
    while (length-- > 0 && !err) {
        err = put(player, take_byte(player));
    }
    return err;
}

static enum sk_err play_ascii(struct dm_player *player, int codeword) {
    if (codeword >= PAIR_FIRST && codeword < C40) {
        int pair = codeword - PAIR_FIRST;
        enum sk_err err = put(player, '0' + pair / 10);
        return err ? err : put(player, '0' + pair % 10);
    }
    if (codeword >= 1 && codeword <= CHARACTER_LAST) {
        return put_character(player, codeword - 1);
    }
    switch (codeword) {
    case C40:
    case TEXT:
    case X12:
        return play_threes(player, codeword);
    case EDIFACT:
        return play_edifact(player);
    case BASE256:
        return play_base256(player);
    case FNC1:
        return play_fnc1(player);
    case APPEND:
        return take_sequence(player);
    case UPPER_SHIFT:
        player->upper = true;
        return SK_OK;
    case ECI:
        return take_eci(player);
    case PROGRAM_READER:
        player->symbol->use = SK_SYMBOL_PROGRAM;
        return player->at == 1 ? SK_OK : SK_ERR_INVALID;
    default:
        return SK_ERR_INVALID;
    }
}

enum sk_err sk_data_matrix_text(const uint8_t *data, int count, enum sk_charset encoding,
                                struct sk_symbol *symbol, int *used) {
    struct dm_player player = {
        .data = data, .count = count, .encoding = encoding, .symbol = symbol
    };
    enum sk_err err = SK_OK;
    int macro = 0;
    symbol->length = 0;
    symbol->gs1 = false;
    symbol->use = SK_SYMBOL_TEXT;
    symbol->parity = 0;
    symbol->is_raw = false;
    symbol->sequence = (struct sk_symbol_sequence){ 0 };
    if (count > 0 && (data[0] == MACRO_05 || data[0] == MACRO_06)) {
        macro = data[0];
        player.at = 1;
        err = put_text(&player, macro == MACRO_05 ? "[)>\x1e"
                                                    "05\x1d"
                                                  : "[)>\x1e"
                                                    "06\x1d");
    }
    while (!err && left(&player) > 0 && data[player.at] != PAD) {
        player.at++;
        err = play_ascii(&player, data[player.at - 1]);
    }
    if (!err && macro) {
        err = put_text(&player, "\x1e\x04");
    }
    /* A character may begin in one part of a set and end in the next. */
    symbol->is_raw = symbol->sequence.count > 1 && !player.is_declared;
    if (!err && !symbol->is_raw) {
        err = settle(&player);
    }
    if (err) {
        return err;
    }
    *used = player.at;
    symbol->text[symbol->length] = '\0';
    return symbol->length > 0 ? SK_OK : SK_ERR_INVALID;
}

bool sk_data_matrix_is_padded(const uint8_t *data, int count, int used) {
    if (used < count && data[used] != PAD) {
        return false;
    }
    /* Annex B.1: each but the first was moved by a number that depends on its place. */
    for (int i = used + 1; i < count; i++) {
        int value = PAD + 149 * (i + 1) % 253 + 1;
        if (data[i] != (value > 254 ? value - 254 : value)) {
            return false;
        }
    }
    return true;
}
