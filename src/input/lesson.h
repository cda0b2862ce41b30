/* lesson.h — what a scanner's answer to a barcode of ours says about how the scanner is set: the
 * country of its keys, what it sends before and after each code, and what it loses. What came is
 * compared with what was shown. Pure. */
#ifndef SK_INPUT_LESSON_H
#define SK_INPUT_LESSON_H

#include "input/framing.h"
#include "input/keymap.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_LESSON_CODE_SIZE 12
#define SK_LESSON_SETTING_SIZE (4 * SK_FRAMING_PREFIX_MAX + 1)

enum sk_lesson_verdict {
    SK_LESSON_OTHER,   /* something else was read, or typed */
    SK_LESSON_LEARNED, /* layout, prefix and suffix are known */
    SK_LESSON_DOUBLES, /* of two equal characters one was lost: set a pause in the scanner */
    SK_LESSON_CASE,    /* capitals and small letters were changed: Caps Lock, or a setting */
    SK_LESSON_CUT,     /* only a part of the code came */
};

struct sk_lesson {
    enum sk_lesson_verdict verdict;
    bool is_typed; /* keys: layout means something */
    enum sk_layout layout;
    bool has_aim; /* an AIM identifier stood before the code; it is no prefix */
    size_t prefix_length;
    char prefix[SK_FRAMING_PREFIX_MAX + 1];
    size_t suffix_length;
    char suffix[SK_FRAMING_SUFFIX_MAX + 1];
};

/* The text of a barcode to show. It holds what layouts have in different places, a capital, and
 * equal neighbours; number makes it another one each time. As Code 128 it fits a terminal. */
void sk_lesson_code(unsigned number, char out[SK_LESSON_CODE_SIZE]);

/* Keys go into a recording as two bytes each, as usage and whether it went down (1 or 0). */
#define SK_LESSON_KEY_BYTES 2
void sk_lesson_key(unsigned char usage, bool is_down, char out[SK_LESSON_KEY_BYTES]);

/* Whether a scan that was recorded (recording.h) is keys, by what it was read. */
bool sk_lesson_is_typed(const struct sk_scan *recorded);

/* recorded: a recording's scan (recording.h) of keys where is_typed, else of text. usual: the
 * layout that is set; where several fit it is preferred. Never fails. */
void sk_lesson_read(const char *code, const struct sk_scan *recorded, bool is_typed,
                    enum sk_layout usual, struct sk_lesson *out);

/* What came, as printable text under the usual layout, for people; cut where it does not fit. */
void sk_lesson_text(const struct sk_scan *recorded, bool is_typed, enum sk_layout usual, char *out,
                    size_t out_size);

/* What a serial line recorded is text: at a wrong speed it is not. */
bool sk_lesson_is_text(const struct sk_scan *recorded);

/* The values of the settings prefix and suffix, as their parsers read them. auto where a suffix is
 * one that auto takes, none where there is none. */
void sk_lesson_prefix_setting(const struct sk_lesson *lesson, char out[SK_LESSON_SETTING_SIZE]);
void sk_lesson_suffix_setting(const struct sk_lesson *lesson, char out[SK_LESSON_SETTING_SIZE]);

#endif
