#include "input/lesson.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "base/util.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define AIM_LENGTH 3

static const enum sk_layout layouts[] = { SK_LAYOUT_US, SK_LAYOUT_DE, SK_LAYOUT_FR, SK_LAYOUT_UK,
                                          SK_LAYOUT_JP };

/* y and z, q and a, W, minus and colon tell the layouts apart; 00 tells of lost characters. */
void sk_lesson_code(unsigned number, char out[SK_LESSON_CODE_SIZE]) {
    (void)snprintf(out, SK_LESSON_CODE_SIZE, "yqW-:00%u%u", 1 + number % 9, 1 + number / 9 % 9);
}

void sk_lesson_key(unsigned char usage, bool is_down, char out[SK_LESSON_KEY_BYTES]) {
    out[0] = (char)usage;
    out[1] = is_down ? '\1' : '\0';
}

/* A text of some length; what does not fit is left out. */
struct text {
    size_t length;
    char bytes[SK_SCAN_TEXT_MAX + SK_TYPIST_TEXT_MAX];
};

static void play_keys(const struct sk_scan *recorded, enum sk_layout layout, struct text *out) {
    struct sk_typist typist;
    sk_typist_init(&typist, layout);
    out->length = 0;
    for (size_t i = 0; i + 1 < recorded->length && out->length < SK_SCAN_TEXT_MAX;
         i += SK_LESSON_KEY_BYTES) {
        out->length += sk_typist_key(&typist, (unsigned char)recorded->text[i],
                                     recorded->text[i + 1] != 0, out->bytes + out->length);
    }
}

static void read_text(const struct sk_scan *recorded, bool is_typed, enum sk_layout layout,
                      struct text *out) {
    if (is_typed) {
        play_keys(recorded, layout, out);
        return;
    }
    out->length = recorded->length;
    memcpy(out->bytes, recorded->text, recorded->length);
}

static bool is_same(char a, char b, bool ignores_case) {
    return ignores_case ? tolower((unsigned char)a) == tolower((unsigned char)b) : a == b;
}

/* Where wanted stands in text; its length if nowhere. */
static size_t find(const struct text *text, const char *wanted, size_t length, bool ignores_case) {
    for (size_t at = 0; at + length <= text->length; at++) {
        size_t fits = 0;
        while (fits < length && is_same(text->bytes[at + fits], wanted[fits], ignores_case)) {
            fits++;
        }
        if (fits == length) {
            return at;
        }
    }
    return text->length;
}

/* Without the second of two equal neighbours. Returns the length. */
static size_t without_doubles(const char *code, char *out) {
    size_t length = 0;
    for (const char *c = code; *c; c++) {
        if (length == 0 || out[length - 1] != *c) {
            out[length++] = *c;
        }
    }
    return length;
}

static void take_prefix(const struct text *text, size_t length, struct sk_lesson *out) {
    enum sk_symbology symbology;
    SK_ASSERT(length <= sizeof(text->bytes));
    out->has_aim =
        length >= AIM_LENGTH && sk_scan_symbology_of(&text->bytes[length - AIM_LENGTH], &symbology);
    length -= out->has_aim ? AIM_LENGTH : 0;
    size_t skip = length > SK_FRAMING_PREFIX_MAX ? length - SK_FRAMING_PREFIX_MAX : 0;
    out->prefix_length = length - skip;
    memcpy(out->prefix, text->bytes + skip, out->prefix_length);
}

static void take_suffix(const struct text *text, size_t from, struct sk_lesson *out) {
    size_t length = text->length - from;
    out->suffix_length = length < SK_FRAMING_SUFFIX_MAX ? length : SK_FRAMING_SUFFIX_MAX;
    memcpy(out->suffix, text->bytes + from, out->suffix_length);
}

/* True: the code is in the text; out is filled, but for the layout. */
static bool look(const struct text *text, const char *code, struct sk_lesson *out) {
    char single[SK_LESSON_CODE_SIZE];
    size_t single_length = without_doubles(code, single);
    const struct {
        enum sk_lesson_verdict verdict;
        const char *wanted;
        size_t length;
        bool ignores_case;
    } tries[] = {
        { SK_LESSON_LEARNED, code, strlen(code), false },
        { SK_LESSON_DOUBLES, single, single_length, false },
        { SK_LESSON_CASE, code, strlen(code), true },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(tries); i++) {
        size_t at = find(text, tries[i].wanted, tries[i].length, tries[i].ignores_case);
        if (at < text->length) {
            out->verdict = tries[i].verdict;
            take_prefix(text, at, out);
            take_suffix(text, at + tries[i].length, out);
            return true;
        }
    }
    return false;
}

/* Four characters of the code in a row: it was meant, and is not all there. */
static bool is_cut(const struct text *text, const char *code) {
    enum { PART = 4 };
    for (size_t from = 0; from + PART <= strlen(code); from++) {
        if (find(text, code + from, PART, false) < text->length) {
            return true;
        }
    }
    return false;
}

/* A better verdict of another layout wins; of equal ones the first. */
static void try_layout(const char *code, const struct sk_scan *recorded, bool is_typed,
                       enum sk_layout layout, struct sk_lesson *best) {
    struct text text;
    struct sk_lesson lesson = { .is_typed = is_typed, .layout = layout };
    read_text(recorded, is_typed, layout, &text);
    if (!look(&text, code, &lesson) && is_cut(&text, code)) {
        lesson.verdict = SK_LESSON_CUT;
    }
    bool is_better = lesson.verdict != SK_LESSON_OTHER &&
                     (best->verdict == SK_LESSON_OTHER || lesson.verdict < best->verdict);
    if (is_better) {
        *best = lesson;
    }
}

bool sk_lesson_is_typed(const struct sk_scan *recorded) {
    return recorded->source == SK_SOURCE_USB_HID_KEYBOARD || recorded->source == SK_SOURCE_EVDEV;
}

void sk_lesson_read(const char *code, const struct sk_scan *recorded, bool is_typed,
                    enum sk_layout usual, struct sk_lesson *out) {
    *out = (struct sk_lesson){ .is_typed = is_typed, .layout = usual };
    try_layout(code, recorded, is_typed, usual, out);
    for (size_t i = 0; is_typed && i < SK_ARRAY_LEN(layouts); i++) {
        try_layout(code, recorded, is_typed, layouts[i], out);
    }
}

void sk_lesson_text(const struct sk_scan *recorded, bool is_typed, enum sk_layout usual, char *out,
                    size_t out_size) {
    struct text text;
    read_text(recorded, is_typed, usual, &text);
    (void)sk_utf8_printable(text.bytes, text.length, out, out_size, NULL);
}

/* The first plain_from bytes as their numbers, whatever they are. */
static void escape(const char *bytes, size_t length, size_t plain_from, char *out) {
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool is_plain = i >= plain_from && c > ' ' && c < 0x7F && c != '\\' && c != ';' && c != '#';
        size_t room = SK_LESSON_SETTING_SIZE - used;
        used += (size_t)(is_plain ? snprintf(out + used, room, "%c", c)
                                  : snprintf(out + used, room, "\\x%02X", c));
    }
}

/* What SK_SUFFIX_AUTO ends a code with by itself, or takes for a frame's end. */
static bool is_auto_suffix(const struct sk_lesson *lesson) {
    for (size_t i = 0; i < lesson->suffix_length; i++) {
        if (!strchr("\r\n\t\x03", lesson->suffix[i]) || lesson->suffix[i] == '\0') {
            return false;
        }
    }
    return lesson->suffix_length > 0;
}

/* STX … ETX is a frame, which auto knows; declared as a prefix it would be none. */
static bool is_frame(const struct sk_lesson *lesson) {
    return lesson->prefix_length == 1 && lesson->prefix[0] == '\x02' && lesson->suffix_length > 0 &&
           lesson->suffix[0] == '\x03';
}

bool sk_lesson_is_text(const struct sk_scan *recorded) {
    for (size_t i = 0; i < recorded->length; i++) {
        char c = recorded->text[i];
        if (c == '\0' || (c < ' ' && !strchr("\r\n\t\x02\x03", c)) || c > '~') {
            return false;
        }
    }
    return true;
}

void sk_lesson_prefix_setting(const struct sk_lesson *lesson, char out[SK_LESSON_SETTING_SIZE]) {
    escape(lesson->prefix, is_frame(lesson) ? 0 : lesson->prefix_length, 0, out);
}

void sk_lesson_suffix_setting(const struct sk_lesson *lesson, char out[SK_LESSON_SETTING_SIZE]) {
    if (lesson->suffix_length == 0 || is_auto_suffix(lesson)) {
        (void)snprintf(out, SK_LESSON_SETTING_SIZE, "%s",
                       lesson->suffix_length == 0 ? "none" : "auto");
        return;
    }
    struct sk_framing_rules rules = { .suffix = SK_SUFFIX_AUTO };
    escape(lesson->suffix, lesson->suffix_length, 0, out);
    if (sk_framing_rules_set_suffix(&rules, out) && rules.suffix != SK_SUFFIX_TEXT) {
        escape(lesson->suffix, lesson->suffix_length, 1,
               out); /* it is spelt like one of the words */
    }
}
