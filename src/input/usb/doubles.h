/* doubles.h — whether a scanner in keyboard mode loses the second of two equal characters.
 *
 * A keyboard reports which keys are down. Between two equal characters the key has to be let go and
 * pressed again; some scanners leave that out when they are set to type fast, and `00` arrives as
 * `0`. What was lost cannot be guessed. It is noticed by counting reports:
 *
 * - A report that holds a key and changes nothing says that the key was pressed again, as idle
 *   reports are switched off (SET_IDLE 0). If each key of a text has one, the scanner sends all of
 *   its reports twice, and nothing is lost.
 * - A scanner that goes from key to key without letting go, and in so many keys had never two equal
 *   ones, probably leaves them out.
 *
 * Pure. Thread: whoever owns the value. */
#ifndef SK_INPUT_USB_DOUBLES_H
#define SK_INPUT_USB_DOUBLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of 36 characters at random, so many have two equal neighbours but for once in 20 000. */
#define SK_DOUBLES_KEYS 360

struct sk_doubles {
    size_t keys;    /* of the text that is being typed */
    size_t repeats; /* in it */
    uint8_t last;   /* key in it; 0: none yet */
    size_t
        straight;  /* of all texts, since two equal ones were seen: keys without a release before */
    bool has_lost; /* a text had repeats */
};

/* A key (usage; not a modifier) went down. is_straight: another one was down until then. */
void sk_doubles_press(struct sk_doubles *self, uint8_t usage, bool is_straight);

/* A report held a key and changed nothing. */
void sk_doubles_repeat(struct sk_doubles *self);

/* The text has ended. True: it may lack characters. */
bool sk_doubles_end_text(struct sk_doubles *self);

/* The scanner has lost characters, or probably does. */
bool sk_doubles_is_suspect(const struct sk_doubles *self);

#endif
