#include "input/keymap.h"

#include "base/assert.h"
#include "base/util.h"

enum {
    KEY_A = 0x04,
    KEY_Z = 0x1d,
    KEY_1 = 0x1e,
    KEY_0 = 0x27,
    KEY_ENTER = 0x28,
    KEY_ESCAPE = 0x29,
    KEY_BACKSPACE = 0x2a,
    KEY_TAB = 0x2b,
    KEY_SPACE = 0x2c,
    KEY_CAPS = 0x39,
    KEY_PAD_SLASH = 0x54,
    KEY_PAD_ENTER = 0x58,
    KEY_PAD_1 = 0x59,
    KEY_PAD_0 = 0x62,
    KEY_PAD_DOT = 0x63,
    KEY_MODIFIERS = 0xe0,
};

enum {
    CTRL = 0x01 | 0x10,
    SHIFT = 0x02 | 0x20,
    ALT_LEFT = 0x04,
    ALT_RIGHT = 0x40,
};

#define CODE_DIGITS_MAX 7 /* 0x10ffff has seven decimal digits */

/* An accent that waits for a letter. The private-use area cannot come out of a key otherwise. */
#define DEAD(accent) (0xe000u + (accent))
#define IS_DEAD(c) ((c) >= 0xe000u && (c) < 0xe100u)

struct key {
    uint8_t usage;
    uint16_t plain, shift, altgr;
};

/* HID Usage Tables 1.12, section 10, with the US legends given there. */
static const struct key us[] = {
    { 0x1e, '1', '!', 0 },  { 0x1f, '2', '@', 0 },  { 0x20, '3', '#', 0 },  { 0x21, '4', '$', 0 },
    { 0x22, '5', '%', 0 },  { 0x23, '6', '^', 0 },  { 0x24, '7', '&', 0 },  { 0x25, '8', '*', 0 },
    { 0x26, '9', '(', 0 },  { 0x27, '0', ')', 0 },  { 0x2d, '-', '_', 0 },  { 0x2e, '=', '+', 0 },
    { 0x2f, '[', '{', 0 },  { 0x30, ']', '}', 0 },  { 0x31, '\\', '|', 0 }, { 0x32, '\\', '|', 0 },
    { 0x33, ';', ':', 0 },  { 0x34, '\'', '"', 0 }, { 0x35, '`', '~', 0 },  { 0x36, ',', '<', 0 },
    { 0x37, '.', '>', 0 },  { 0x38, '/', '?', 0 },  { 0x64, '\\', '|', 0 }, { 0x87, '\\', '_', 0 },
    { 0x89, '\\', '|', 0 },
};

/* What differs from us. Sources: the layouts "German", "French", "United Kingdom" and "Japanese"
 * that Windows ships (kbdgr, kbdfr, kbduk, kbd106), described at kbdlayout.info. */
static const struct key de[] = {
    { 0x04, 'a', 'A', 0 },        { 0x08, 'e', 'E', 0x20ac }, { 0x10, 'm', 'M', 0xb5 },
    { 0x14, 'q', 'Q', '@' },      { 0x1c, 'z', 'Z', 0 },      { 0x1d, 'y', 'Y', 0 },
    { 0x1f, '2', '"', 0xb2 },     { 0x20, '3', 0xa7, 0xb3 },  { 0x23, '6', '&', 0 },
    { 0x24, '7', '/', '{' },      { 0x25, '8', '(', '[' },    { 0x26, '9', ')', ']' },
    { 0x27, '0', '=', '}' },      { 0x2d, 0xdf, '?', '\\' },  { 0x2e, DEAD(0xb4), DEAD('`'), 0 },
    { 0x2f, 0xfc, 0xdc, 0 },      { 0x30, '+', '*', '~' },    { 0x31, '#', '\'', 0 },
    { 0x32, '#', '\'', 0 },       { 0x33, 0xf6, 0xd6, 0 },    { 0x34, 0xe4, 0xc4, 0 },
    { 0x35, DEAD('^'), 0xb0, 0 }, { 0x36, ',', ';', 0 },      { 0x37, '.', ':', 0 },
    { 0x38, '-', '_', 0 },        { 0x64, '<', '>', '|' },
};

static const struct key fr[] = {
    { 0x04, 'q', 'Q', 0 },
    { 0x08, 'e', 'E', 0x20ac },
    { 0x10, ',', '?', 0 },
    { 0x14, 'a', 'A', 0 },
    { 0x1a, 'z', 'Z', 0 },
    { 0x1d, 'w', 'W', 0 },
    { 0x1e, '&', '1', 0 },
    { 0x1f, 0xe9, '2', DEAD('~') },
    { 0x20, '"', '3', '#' },
    { 0x21, '\'', '4', '{' },
    { 0x22, '(', '5', '[' },
    { 0x23, '-', '6', '|' },
    { 0x24, 0xe8, '7', DEAD('`') },
    { 0x25, '_', '8', '\\' },
    { 0x26, 0xe7, '9', '^' },
    { 0x27, 0xe0, '0', '@' },
    { 0x2d, ')', 0xb0, ']' },
    { 0x2e, '=', '+', '}' },
    { 0x2f, DEAD('^'), DEAD(0xa8), 0 },
    { 0x30, '$', 0xa3, 0xa4 },
    { 0x31, '*', 0xb5, 0 },
    { 0x32, '*', 0xb5, 0 },
    { 0x33, 'm', 'M', 0 },
    { 0x34, 0xf9, '%', 0 },
    { 0x35, 0xb2, 0, 0 },
    { 0x36, ';', '.', 0 },
    { 0x37, ':', '/', 0 },
    { 0x38, '!', 0xa7, 0 },
    { 0x64, '<', '>', 0 },
};

static const struct key uk[] = {
    { 0x04, 'a', 'A', 0xe1 }, { 0x08, 'e', 'E', 0xe9 },   { 0x0c, 'i', 'I', 0xed },
    { 0x12, 'o', 'O', 0xf3 }, { 0x18, 'u', 'U', 0xfa },   { 0x1f, '2', '"', 0 },
    { 0x20, '3', 0xa3, 0 },   { 0x21, '4', '$', 0x20ac }, { 0x31, '#', '~', 0 },
    { 0x32, '#', '~', 0 },    { 0x34, '\'', '@', 0 },     { 0x35, '`', 0xac, 0xa6 },
    { 0x64, '\\', '|', 0 },
};

static const struct key jp[] = {
    { 0x1f, '2', '"', 0 },  { 0x23, '6', '&', 0 }, { 0x24, '7', '\'', 0 }, { 0x25, '8', '(', 0 },
    { 0x26, '9', ')', 0 },  { 0x27, '0', 0, 0 },   { 0x2d, '-', '=', 0 },  { 0x2e, '^', '~', 0 },
    { 0x2f, '@', '`', 0 },  { 0x30, '[', '{', 0 }, { 0x31, ']', '}', 0 },  { 0x32, ']', '}', 0 },
    { 0x33, ';', '+', 0 },  { 0x34, ':', '*', 0 }, { 0x35, 0, 0, 0 },      { 0x87, '\\', '_', 0 },
    { 0x89, '\\', '|', 0 },
};

static const struct {
    const struct key *keys;
    size_t count;
} layouts[] = {
    [SK_LAYOUT_US] = { us, 0 }, /* nothing differs */
    [SK_LAYOUT_DE] = { de, SK_ARRAY_LEN(de) },
    [SK_LAYOUT_FR] = { fr, SK_ARRAY_LEN(fr) },
    [SK_LAYOUT_UK] = { uk, SK_ARRAY_LEN(uk) },
    [SK_LAYOUT_JP] = { jp, SK_ARRAY_LEN(jp) },
};

static const struct {
    uint16_t accent, letter, both;
} composed[] = {
    { '^', 'a', 0xe2 },  { '^', 'e', 0xea },  { '^', 'i', 0xee },  { '^', 'o', 0xf4 },
    { '^', 'u', 0xfb },  { '^', 'A', 0xc2 },  { '^', 'E', 0xca },  { '^', 'I', 0xce },
    { '^', 'O', 0xd4 },  { '^', 'U', 0xdb },  { 0xb4, 'a', 0xe1 }, { 0xb4, 'e', 0xe9 },
    { 0xb4, 'i', 0xed }, { 0xb4, 'o', 0xf3 }, { 0xb4, 'u', 0xfa }, { 0xb4, 'y', 0xfd },
    { 0xb4, 'A', 0xc1 }, { 0xb4, 'E', 0xc9 }, { 0xb4, 'I', 0xcd }, { 0xb4, 'O', 0xd3 },
    { 0xb4, 'U', 0xda }, { 0xb4, 'Y', 0xdd }, { '`', 'a', 0xe0 },  { '`', 'e', 0xe8 },
    { '`', 'i', 0xec },  { '`', 'o', 0xf2 },  { '`', 'u', 0xf9 },  { '`', 'A', 0xc0 },
    { '`', 'E', 0xc8 },  { '`', 'I', 0xcc },  { '`', 'O', 0xd2 },  { '`', 'U', 0xd9 },
    { 0xa8, 'a', 0xe4 }, { 0xa8, 'e', 0xeb }, { 0xa8, 'i', 0xef }, { 0xa8, 'o', 0xf6 },
    { 0xa8, 'u', 0xfc }, { 0xa8, 'y', 0xff }, { 0xa8, 'A', 0xc4 }, { 0xa8, 'E', 0xcb },
    { 0xa8, 'I', 0xcf }, { 0xa8, 'O', 0xd6 }, { 0xa8, 'U', 0xdc }, { '~', 'a', 0xe3 },
    { '~', 'n', 0xf1 },  { '~', 'o', 0xf5 },  { '~', 'A', 0xc3 },  { '~', 'N', 0xd1 },
    { '~', 'O', 0xd5 },
};

/* Bytes 0x80 to 0x9f of Windows-1252; 0 is unassigned. The rest equals Unicode. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* Bytes 0x80 to 0xff of code page 437, what Alt and a number without a leading 0 means. */
static const uint16_t code_page_437[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef,
    0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
    0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa,
    0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f,
    0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
    0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
    0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4,
    0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248,
    0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};

const char *sk_layout_name(enum sk_layout layout) {
    static const char *const names[] = {
        [SK_LAYOUT_US] = "us", [SK_LAYOUT_DE] = "de", [SK_LAYOUT_FR] = "fr",
        [SK_LAYOUT_UK] = "uk", [SK_LAYOUT_JP] = "jp",
    };
    return SK_AT(names, layout);
}

void sk_typist_init(struct sk_typist *self, enum sk_layout layout) {
    *self = (struct sk_typist){ .layout = layout };
}

size_t sk_typist_utf8(uint32_t code_point, char out[4]) {
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xc0u | code_point >> 6);
        out[1] = (char)(0x80u | (code_point & 0x3fu));
        return 2;
    }
    if (code_point < 0x10000) {
        if (code_point >= 0xd800 && code_point < 0xe000) {
            return 0;
        }
        out[0] = (char)(0xe0u | code_point >> 12);
        out[1] = (char)(0x80u | (code_point >> 6 & 0x3fu));
        out[2] = (char)(0x80u | (code_point & 0x3fu));
        return 3;
    }
    if (code_point > 0x10ffff) {
        return 0;
    }
    out[0] = (char)(0xf0u | code_point >> 18);
    out[1] = (char)(0x80u | (code_point >> 12 & 0x3fu));
    out[2] = (char)(0x80u | (code_point >> 6 & 0x3fu));
    out[3] = (char)(0x80u | (code_point & 0x3fu));
    return 4;
}

static const struct key *find(const struct key *keys, size_t count, uint8_t usage) {
    for (size_t i = 0; i < count; i++) {
        if (keys[i].usage == usage) {
            return &keys[i];
        }
    }
    return NULL;
}

static bool is_letter_pair(const struct key *key) {
    return key->shift != 0 && key->plain != key->shift &&
           ((key->plain >= 'a' && key->plain <= 'z') ||
            (key->plain >= 0xe0 && key->shift == key->plain - 0x20));
}

/* Caps Lock is for letters; on the French layout it holds the whole Shift, digits included. */
static bool caps_shifts(const struct sk_typist *self, const struct key *key) {
    return self->has_caps && (self->layout == SK_LAYOUT_FR || is_letter_pair(key));
}

/* What the key stands for with the modifiers that are down; 0: nothing. */
static uint32_t meaning(const struct sk_typist *self, uint8_t usage, bool has_altgr) {
    const struct key *key =
        find(SK_AT(layouts, self->layout).keys, SK_AT(layouts, self->layout).count, usage);
    struct key letter;
    if (!key) {
        key = find(us, SK_ARRAY_LEN(us), usage);
    }
    if (!key && usage >= KEY_A && usage <= KEY_Z) {
        uint16_t offset = (uint16_t)(usage - KEY_A);
        letter = (struct key){ usage, (uint16_t)('a' + offset), (uint16_t)('A' + offset), 0 };
        key = &letter;
    }
    if (!key) {
        return 0;
    }
    if (has_altgr) {
        return key->altgr;
    }
    bool is_shifted = (self->modifiers & SHIFT) != 0;
    if (caps_shifts(self, key)) {
        is_shifted = !is_shifted;
    }
    return is_shifted ? key->shift : key->plain;
}

static uint32_t keypad_meaning(uint8_t usage) {
    static const char signs[] = "/*-+\r";
    if (usage >= KEY_PAD_SLASH && usage <= KEY_PAD_ENTER) {
        return (uint32_t)signs[usage - KEY_PAD_SLASH];
    }
    if (usage >= KEY_PAD_1 && usage < KEY_PAD_0) {
        return (uint32_t)('1' + usage - KEY_PAD_1);
    }
    return usage == KEY_PAD_0 ? '0' : usage == KEY_PAD_DOT ? '.' : 0;
}

/* Ctrl and a character of the columns of '@' and 'a' in ASCII: the control character. */
static uint32_t control_of(uint32_t c) {
    return (c >= '@' && c <= '_') || (c >= 'a' && c <= 'z') ? c & 0x1fu : 0;
}

static size_t type_dead(uint32_t accent, uint32_t c, char *out) {
    for (size_t i = 0; i < SK_ARRAY_LEN(composed); i++) {
        if (composed[i].accent == accent && composed[i].letter == c) {
            return sk_typist_utf8(composed[i].both, out);
        }
    }
    size_t used = sk_typist_utf8(accent, out);
    return c == ' ' ? used : used + sk_typist_utf8(c, out + used);
}

static size_t type(struct sk_typist *self, uint32_t c, char *out) {
    uint32_t accent = self->dead;
    if (IS_DEAD(c)) {
        self->dead = c - DEAD(0u);
        return accent ? sk_typist_utf8(accent, out) : 0;
    }
    if (c == 0) {
        return 0;
    }
    self->dead = 0;
    return accent ? type_dead(accent, c, out) : sk_typist_utf8(c, out);
}

static void add_code_digit(struct sk_typist *self, uint32_t digit) {
    if (self->code_digits == 0) {
        self->code_has_zero = digit == 0;
        self->code = 0;
    }
    if (self->code_digits < CODE_DIGITS_MAX + 1) { /* one more makes the code invalid */
        self->code_digits++;
        self->code = self->code * 10 + digit;
    }
}

static size_t type_code(struct sk_typist *self, char *out) {
    uint32_t code = self->code;
    bool is_valid = self->code_digits > 0 && self->code_digits <= CODE_DIGITS_MAX;
    self->code_digits = 0;
    if (!is_valid) {
        return 0;
    }
    if (code >= 0x80 && code < 0x100 && !self->code_has_zero) {
        code = code_page_437[code - 0x80];
    } else if (code >= 0x80 && code < 0xa0) {
        code = windows_1252[code - 0x80];
    }
    return code == 0 ? 0 : type(self, code, out);
}

static size_t change_modifier(struct sk_typist *self, uint8_t usage, bool is_down, char *out) {
    uint8_t bit = (uint8_t)(1u << (usage - KEY_MODIFIERS));
    self->modifiers = (uint8_t)(is_down ? self->modifiers | bit : self->modifiers & ~bit);
    bool has_alt = (self->modifiers & (ALT_LEFT | ALT_RIGHT)) != 0;
    return has_alt ? 0 : type_code(self, out);
}

size_t sk_typist_key(struct sk_typist *self, uint8_t usage, bool is_down,
                     char out[SK_TYPIST_TEXT_MAX]) {
    if (usage >= KEY_MODIFIERS && usage < KEY_MODIFIERS + 8) {
        return change_modifier(self, usage, is_down, out);
    }
    if (!is_down) {
        return 0;
    }
    bool has_alt = (self->modifiers & (ALT_LEFT | ALT_RIGHT)) != 0;
    bool has_ctrl = (self->modifiers & CTRL) != 0;
    bool has_altgr = self->layout != SK_LAYOUT_US &&
                     ((self->modifiers & ALT_RIGHT) != 0 || (has_alt && has_ctrl));
    if (has_alt && usage >= KEY_PAD_1 && usage <= KEY_PAD_0) {
        add_code_digit(self, (uint32_t)(usage - KEY_PAD_1 + 1) % 10);
        return 0;
    }
    switch (usage) {
    case KEY_ENTER:
        return type(self, '\r', out);
    case KEY_TAB:
        return type(self, '\t', out);
    case KEY_SPACE:
        return type(self, ' ', out);
    case KEY_ESCAPE:
        return type(self, 0x1b, out);
    case KEY_BACKSPACE:
        return type(self, 0x08, out);
    case KEY_CAPS:
        self->has_caps = !self->has_caps;
        return 0;
    default:
        break;
    }
    uint32_t c = keypad_meaning(usage);
    if (c == 0) {
        c = meaning(self, usage, has_altgr);
    }
    if (has_altgr) {
        return type(self, c, out);
    }
    if (has_alt) {
        return 0; /* a menu, not a character */
    }
    return type(self, has_ctrl ? control_of(c) : c, out);
}
