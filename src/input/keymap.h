/* keymap.h — keys of a keyboard-mode scanner into the text that was in the barcode. Pure.
 *
 * A scanner sends positions, as a person at a keyboard of its configured country would press them.
 * The layout here must be the country that the scanner is set to (factory: us). Layouts are those
 * of Windows, because that is the host scanners type for. */
#ifndef SK_INPUT_KEYMAP_H
#define SK_INPUT_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_layout { SK_LAYOUT_US, SK_LAYOUT_DE, SK_LAYOUT_FR, SK_LAYOUT_UK, SK_LAYOUT_JP };

/* "us", "de", "fr", "uk", "jp": as in the settings. Static. */
const char *sk_layout_name(enum sk_layout layout);

/* Bytes that one key can produce: a dead key that found no partner, and the key. */
#define SK_TYPIST_TEXT_MAX 8

struct sk_typist {
    enum sk_layout layout;
    uint8_t modifiers; /* bit per usage 0xe0 to 0xe7 that is down */
    bool has_caps;     /* Caps Lock is on: the scanner pressed it, nobody else can */
    uint32_t dead;     /* accent that waits for its letter; 0: none */
    uint32_t code;     /* Alt + digits of the keypad, so far */
    uint32_t code_digits;
    bool code_has_zero; /* began with 0: Windows-1252, else code page 437 */
};

void sk_typist_init(struct sk_typist *self, enum sk_layout layout);

/* A key went down or up (usage of the keyboard page). Writes what it typed as UTF-8 into out,
 * without a NUL, and returns the bytes: 0 for most. Enter is CR, Tab is TAB, Ctrl with a letter
 * the control character. Alt with keypad digits types when Alt is let go. */
size_t sk_typist_key(struct sk_typist *self, uint8_t usage, bool is_down,
                     char out[SK_TYPIST_TEXT_MAX]);

/* Letters of UTF-8 for one code point (at most 4 bytes); 0: it is none. */
size_t sk_typist_utf8(uint32_t code_point, char out[4]);

#endif
