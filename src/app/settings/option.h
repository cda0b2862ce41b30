/* option.h — a row of the option table, and how it is written.
 *
 * A row names a member of struct sk_config; its name as an option is the member's path, and its
 * kind must fit the member's type, or it does not compile. Two things are not types, and a test
 * checks them: that a time is called …_ms, and which words go with which enum. The path of a member
 * that would be a word of the language has a '_' at its end; such a row says its name (…_AS). */
#ifndef SK_APP_SETTINGS_OPTION_H
#define SK_APP_SETTINGS_OPTION_H

#include "app/settings/values.h"

#include <stddef.h>
#include <stdint.h>

enum sk_option_type {
    SK_OPTION_TEXT,
    SK_OPTION_NUMBER,
    SK_OPTION_AUTO_NUMBER, /* "auto", which is SK_CONFIG_AUTO, or a number */
    SK_OPTION_MS,
    SK_OPTION_BOOL,
    SK_OPTION_WORD,   /* one of words; the value is its index, an enum */
    SK_OPTION_DELAYS, /* up to SK_CONFIG_DELAYS_MAX milliseconds, joined by commas */
};

struct sk_option {
    const char *name; /* section.key */
    enum sk_option_type type;
    size_t offset; /* in struct sk_config */
    int64_t min;   /* NUMBER, AUTO_NUMBER, MS, DELAYS */
    int64_t max;
    const char *const *words; /* WORD: NULL-ended */
    const char *initial;
    const char *help; /* one sentence, no full stop needed; English */
};

/* member_type is a type, and a type in parentheses is none. */
/* NOLINTBEGIN(bugprone-macro-parentheses) */
#define SK_ROW(name, kind, member, member_type, min, max, words, initial, help)                    \
    {                                                                                              \
        name, kind,                                                                                \
            _Generic(((struct sk_config *)NULL)->member, member_type                               \
                     : offsetof(struct sk_config, member)),                                        \
            min, max, words, initial, help                                                         \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

/* An enum is compatible with `unsigned` in the compilers that this builds with. */
#define SK_TEXT_AS(name, member, max, initial, help)                                               \
    SK_ROW(name, SK_OPTION_TEXT, member, char *, 0, max, NULL, initial, help)
#define SK_NUMBER_AS(name, member, min, max, initial, help)                                        \
    SK_ROW(name, SK_OPTION_NUMBER, member, int64_t, min, max, NULL, initial, help)
#define SK_AUTO_NUMBER_AS(name, member, min, max, initial, help)                                   \
    SK_ROW(name, SK_OPTION_AUTO_NUMBER, member, int64_t, min, max, NULL, initial, help)
#define SK_MS_AS(name, member, min, max, initial, help)                                            \
    SK_ROW(name, SK_OPTION_MS, member, sk_ms, min, max, NULL, initial, help)
#define SK_BOOL_AS(name, member, initial, help)                                                    \
    SK_ROW(name, SK_OPTION_BOOL, member, bool, 0, 0, NULL, initial, help)
#define SK_WORD_AS(name, member, words, initial, help)                                             \
    SK_ROW(name, SK_OPTION_WORD, member, unsigned, 0, 0, words, initial, help)
#define SK_DELAYS_AS(name, member, min, max, initial, help)                                        \
    SK_ROW(name, SK_OPTION_DELAYS, member, struct sk_delays, min, max, NULL, initial, help)

#define SK_TEXT(section, key, ...) SK_TEXT_AS(#section "." #key, section.key, __VA_ARGS__)
#define SK_NUMBER(section, key, ...) SK_NUMBER_AS(#section "." #key, section.key, __VA_ARGS__)
#define SK_AUTO_NUMBER(section, key, ...)                                                          \
    SK_AUTO_NUMBER_AS(#section "." #key, section.key, __VA_ARGS__)
#define SK_MS(section, key, ...) SK_MS_AS(#section "." #key, section.key, __VA_ARGS__)
#define SK_BOOL(section, key, ...) SK_BOOL_AS(#section "." #key, section.key, __VA_ARGS__)
#define SK_WORD(section, key, ...) SK_WORD_AS(#section "." #key, section.key, __VA_ARGS__)
#define SK_DELAYS(section, key, ...) SK_DELAYS_AS(#section "." #key, section.key, __VA_ARGS__)

#endif
